/**
 * Signing keys made, brought in, put to use and retired while archives go on being signed.
 *
 * <p>May depend on: what {@code publish} may. Entry: {@code SigningKeys}.
 */
@NullMarked
package io.staithe.publish.keys;

import org.jspecify.annotations.NullMarked;
