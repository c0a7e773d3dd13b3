/**
 * Snapshots: names for sets of packages that never change, read and made.
 *
 * <p>May depend on: {@code fault deb catalog}. Entry: {@code SnapshotCatalog}.
 */
@NullMarked
package io.staithe.catalog.snapshot;

import org.jspecify.annotations.NullMarked;
