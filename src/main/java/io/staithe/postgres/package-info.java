/**
 * Every SQL statement and the migrations; the only importer of R2DBC.
 *
 * <p>May depend on: the rooms whose ports it fills. Entry: {@code SqlFaults}.
 */
@NullMarked
package io.staithe.postgres;

import org.jspecify.annotations.NullMarked;
