/**
 * Bytes by digest: spooling with digests in one pass, keeping, reading.
 *
 * <p>May depend on: {@code fault observe}. Entry: {@code Pool}.
 */
@NullMarked
package io.staithe.pool;

import org.jspecify.annotations.NullMarked;
