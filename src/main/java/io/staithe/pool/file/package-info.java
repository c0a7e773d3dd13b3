/**
 * The pool on a file system: spool files, digests while streaming, durable renames.
 *
 * <p>May depend on: {@code fault observe pool}. Entry: {@code FilePool}.
 */
@NullMarked
package io.staithe.pool.file;

import org.jspecify.annotations.NullMarked;
