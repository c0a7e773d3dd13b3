/**
 * Who may do what, made of the settings.
 *
 * <p>May depend on: everything but {@code cli}. Entry: {@code AccessConfiguration}.
 */
@NullMarked
package io.staithe.wiring.access;

import org.jspecify.annotations.NullMarked;
