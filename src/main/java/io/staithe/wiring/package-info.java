/**
 * Configuration: settings, schedulers, adapters, start and stop order.
 *
 * <p>May depend on: everything but {@code cli} and the root. Entry: the {@code Configuration} classes.
 */
@NullMarked
package io.staithe.wiring;

import org.jspecify.annotations.NullMarked;
