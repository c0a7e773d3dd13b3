/**
 * Uploads: admission, spooling, inspection, upload directories.
 *
 * <p>May depend on: {@code fault observe access deb pool events}. Entry: {@code Uploads}.
 */
@NullMarked
package io.staithe.intake;

import org.jspecify.annotations.NullMarked;
