/**
 * What happened, told to whoever asks: the numbered feed and its readers.
 *
 * <p>May depend on: {@code fault}, {@code observe}, {@code access}. Entry: {@code Feed}.
 */
@NullMarked
package io.staithe.events;

import org.jspecify.annotations.NullMarked;
