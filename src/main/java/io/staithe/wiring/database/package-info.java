/**
 * The database's part of the wiring: embedded or external server, migration, pool of connections.
 *
 * <p>May depend on: what {@code wiring} may. Entry: {@code DatabaseConfiguration}.
 */
@NullMarked
package io.staithe.wiring.database;

import org.jspecify.annotations.NullMarked;
