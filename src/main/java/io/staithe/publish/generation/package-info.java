/**
 * How a new generation comes to be: render, claim, stage, sign, switch; and the tasks that do it.
 *
 * <p>May depend on: {@code publish publish.files}, and what {@code publish} may. Entry: {@code Editions}.
 */
@NullMarked
package io.staithe.publish.generation;

import org.jspecify.annotations.NullMarked;
