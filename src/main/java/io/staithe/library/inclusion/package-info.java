/**
 * Taking in what {@code .changes} files announce: whose they are, whether they are whole, and where they go.
 *
 * <p>May depend on: what {@code library} may. Entry: {@code Inclusions}.
 */
@NullMarked
package io.staithe.library.inclusion;

import org.jspecify.annotations.NullMarked;
