/** Trials of the promises against the whole product: storms, kills, big bodies. */
@NullMarked
package io.staithe.trial;

import org.jspecify.annotations.NullMarked;
