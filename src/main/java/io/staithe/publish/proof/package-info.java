/**
 * Compares published files with what they should be.
 *
 * <p>May depend on: as {@code publish}. Entry: {@code GenerationProof}.
 */
@NullMarked
package io.staithe.publish.proof;

import org.jspecify.annotations.NullMarked;
