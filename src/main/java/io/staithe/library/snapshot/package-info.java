/**
 * What tasks on snapshots do, and how two sets of packages differ.
 *
 * <p>May depend on: {@code fault deb catalog queue}, {@code library.task}. Entry: {@code SnapshotTasks}.
 */
@NullMarked
package io.staithe.library.snapshot;

import org.jspecify.annotations.NullMarked;
