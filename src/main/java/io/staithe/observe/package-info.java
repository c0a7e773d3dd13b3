/**
 * The catalogue of meters and the helpers that time flows.
 *
 * <p>May depend on: nothing. Entry: {@code Meters}.
 */
@NullMarked
package io.staithe.observe;

import org.jspecify.annotations.NullMarked;
