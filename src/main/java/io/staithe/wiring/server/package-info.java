/**
 * The server's part of the wiring: where it may listen, how Reactor Netty is tuned, what people are told.
 *
 * <p>May depend on: what {@code wiring} may. Entry: {@code ServerConfiguration}.
 */
@NullMarked
package io.staithe.wiring.server;

import org.jspecify.annotations.NullMarked;
