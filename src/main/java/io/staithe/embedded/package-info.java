/**
 * The launcher of the embedded PostgreSQL.
 *
 * <p>May depend on: {@code fault}. Entry: {@code EmbeddedPostgres}.
 */
@NullMarked
package io.staithe.embedded;

import org.jspecify.annotations.NullMarked;
