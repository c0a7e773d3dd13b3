/**
 * Durable tasks and the lanes that run them in order; knows nothing of Debian.
 *
 * <p>May depend on: {@code fault observe access}. Entry: {@code Tasks}.
 */
@NullMarked
package io.staithe.queue;

import org.jspecify.annotations.NullMarked;
