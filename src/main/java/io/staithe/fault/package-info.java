/**
 * How everything here fails: three heirs of one exception, told apart by whose fault it is.
 *
 * <p>May depend on: nothing. Entry: {@code Fault}.
 */
@NullMarked
package io.staithe.fault;

import org.jspecify.annotations.NullMarked;
