/**
 * The text of Contents indexes: what is in it, how it is cut, how changes are merged into it; deterministic, no I/O.
 *
 * <p>May depend on: {@code fault}. Entry: {@code ContentsMerge}.
 */
@NullMarked
package io.staithe.archive.contents;

import org.jspecify.annotations.NullMarked;
