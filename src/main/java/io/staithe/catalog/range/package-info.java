/**
 * Reading a part of a repository: from a position on, or what moved between two revisions.
 *
 * <p>May depend on: {@code catalog}, {@code deb pool}. Entry: {@code Ranges}.
 */
@NullMarked
package io.staithe.catalog.range;

import org.jspecify.annotations.NullMarked;
