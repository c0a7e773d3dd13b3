/**
 * Packages that have been in a repository for as long as they may go.
 *
 * <p>May depend on: {@code library.policy}, {@code library.task} and their rooms. Entry: {@code Retirements}.
 */
@NullMarked
package io.staithe.library.retention;

import org.jspecify.annotations.NullMarked;
