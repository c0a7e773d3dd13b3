/**
 * Deletes what nobody needs any more: doomed rows first, then files, then the rows.
 *
 * <p>May depend on: {@code fault observe access pool queue publish}. Entry: {@code Sweep}.
 */
@NullMarked
package io.staithe.sweep;

import org.jspecify.annotations.NullMarked;
