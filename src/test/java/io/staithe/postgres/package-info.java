/** Trials of statements on a real database, and statements that are wrong on purpose. */
@NullMarked
package io.staithe.postgres;

import org.jspecify.annotations.NullMarked;
