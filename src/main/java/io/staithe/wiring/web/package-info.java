/**
 * Wires the faces that HTTP clients see.
 *
 * <p>May depend on: everything but {@code cli} and the root. Entry: {@code WebConfiguration}.
 */
@NullMarked
package io.staithe.wiring.web;

import org.jspecify.annotations.NullMarked;
