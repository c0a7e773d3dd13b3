/**
 * What drains the lanes of one instance: wake-ups, claims, handlers, waits, the heartbeat.
 *
 * <p>May depend on: {@code queue fault observe access}. Entry: {@code Lanes} and {@code LaneTasks}.
 */
@NullMarked
package io.staithe.queue.lanes;

import org.jspecify.annotations.NullMarked;
