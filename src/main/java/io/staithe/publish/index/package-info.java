/**
 * Indexes as lists of shards: which of them a change touched, and the shards that are made anew.
 *
 * <p>May depend on: {@code publish} and {@code publish.files}, {@code catalog archive observe fault}. Entry: {@code
 * IndexEngine}.
 */
@NullMarked
package io.staithe.publish.index;

import org.jspecify.annotations.NullMarked;
