/**
 * Staithe: an upload gateway and repository server for Debian packages.
 *
 * <p>May depend on: {@code wiring cli}. Entry: {@code StaitheApplication}.
 */
@NullMarked
package io.staithe;

import org.jspecify.annotations.NullMarked;
