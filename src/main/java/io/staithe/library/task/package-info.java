/**
 * What tasks on repositories and snapshots do: their payloads, lanes, handlers, and the one way to change a repository.
 *
 * <p>May depend on: {@code fault observe access deb catalog queue}. Entry: {@code RepositoryChanges}.
 */
@NullMarked
package io.staithe.library.task;

import org.jspecify.annotations.NullMarked;
