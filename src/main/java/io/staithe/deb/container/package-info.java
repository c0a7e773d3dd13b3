/**
 * The container of binary packages: ar members, their compression, the tars inside; strict, streaming, bounded.
 *
 * <p>May depend on: {@code fault}. Entry: {@code DebReader}.
 */
@NullMarked
package io.staithe.deb.container;

import org.jspecify.annotations.NullMarked;
