/**
 * Who asks what is true: checks on demand, and the verifier that never stops.
 *
 * <p>May depend on: as {@code library}. Entries: {@code Checks}, {@code Verifier}.
 */
@NullMarked
package io.staithe.library.verify;

import org.jspecify.annotations.NullMarked;
