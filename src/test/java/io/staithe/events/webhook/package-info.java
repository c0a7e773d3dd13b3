/** Trials of webhooks, on a real database and over loopback. */
@NullMarked
package io.staithe.events.webhook;

import org.jspecify.annotations.NullMarked;
