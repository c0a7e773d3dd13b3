/**
 * Who calls, and what they may do.
 *
 * <p>May depend on: {@code fault}. Entry: {@code Caller}.
 */
@NullMarked
package io.staithe.access;

import org.jspecify.annotations.NullMarked;
