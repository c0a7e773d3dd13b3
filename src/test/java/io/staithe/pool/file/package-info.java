/** The pool on a file system. */
@NullMarked
package io.staithe.pool.file;

import org.jspecify.annotations.NullMarked;
