/**
 * From a revision to the bytes of an archive: indexes, Release, paths; deterministic, no I/O.
 *
 * <p>May depend on: {@code fault deb}, values of {@code pool catalog}. Entry: {@code ReleaseFile}.
 */
@NullMarked
package io.staithe.archive;

import org.jspecify.annotations.NullMarked;
