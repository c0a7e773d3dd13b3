/**
 * OpenPGP by Bouncy Castle, behind the ports of {@code archive} and {@code deb}; its only importer.
 *
 * <p>May depend on: {@code fault archive deb}. Entry: {@code Keyring}.
 */
@NullMarked
package io.staithe.openpgp;

import org.jspecify.annotations.NullMarked;
