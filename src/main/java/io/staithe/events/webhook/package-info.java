/**
 * Events that are sent to whoever registered for them.
 *
 * <p>May depend on: {@code fault}, {@code observe}, {@code access}. Entry: {@code Webhooks}.
 */
@NullMarked
package io.staithe.events.webhook;

import org.jspecify.annotations.NullMarked;
