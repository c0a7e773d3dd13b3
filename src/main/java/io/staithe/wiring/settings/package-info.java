/**
 * The settings as one whole: which there are, what is set and where, what is wrong.
 *
 * <p>May depend on: {@code fault}, {@code wiring}. Entry: {@code SettingsReview}, {@code EffectiveSettings}.
 */
@NullMarked
package io.staithe.wiring.settings;

import org.jspecify.annotations.NullMarked;
