/**
 * Copying packages: from one repository into another, and from a snapshot into a new repository.
 *
 * <p>May depend on: {@code library}, {@code library.task} and their rooms. Entry: {@code Copies}.
 */
@NullMarked
package io.staithe.library.copy;

import org.jspecify.annotations.NullMarked;
