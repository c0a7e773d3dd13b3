/**
 * Finds out who sends a request.
 *
 * <p>May depend on: {@code web} {@code access} {@code fault} {@code observe}. Entry: {@code CallerFilter}.
 */
@NullMarked
package io.staithe.web.access;

import org.jspecify.annotations.NullMarked;
