/**
 * Tokens: secrets that stand for a caller, and what is known of those that were shown lately.
 *
 * <p>May depend on: {@code access} {@code fault}. Entry: {@code ApiTokens}, {@code Authentication}.
 */
@NullMarked
package io.staithe.access.token;

import org.jspecify.annotations.NullMarked;
