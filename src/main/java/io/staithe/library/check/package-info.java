/**
 * What is true: database, pool and published trees, compared part by part.
 *
 * <p>May depend on: as {@code library}. Entry: {@code Walk}.
 */
@NullMarked
package io.staithe.library.check;

import org.jspecify.annotations.NullMarked;
