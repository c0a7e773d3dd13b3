/**
 * Pulling packages from one snapshot into another, with what they need.
 *
 * <p>May depend on: {@code library}, {@code library.snapshot}, {@code library.task} and their rooms. Entry:
 * {@code Pulls}.
 */
@NullMarked
package io.staithe.library.pull;

import org.jspecify.annotations.NullMarked;
