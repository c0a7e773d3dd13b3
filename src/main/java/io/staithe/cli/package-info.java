/**
 * Commands of the same jar, which talk to a running server over HTTP.
 *
 * <p>May depend on: {@code fault}, {@code library}, {@code wiring}. Entry: {@code Commands}.
 */
@NullMarked
package io.staithe.cli;

import org.jspecify.annotations.NullMarked;
