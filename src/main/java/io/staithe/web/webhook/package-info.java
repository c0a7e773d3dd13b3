/**
 * Webhooks over HTTP: letters that this server sends.
 *
 * <p>May depend on: any room but those that {@code web} may not. Entry: {@code HttpSender}.
 */
@NullMarked
package io.staithe.web.webhook;

import org.jspecify.annotations.NullMarked;
