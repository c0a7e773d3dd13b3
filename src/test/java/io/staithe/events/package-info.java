/** Trials of the feed and of webhooks, on a real database. */
@NullMarked
package io.staithe.events;

import org.jspecify.annotations.NullMarked;
