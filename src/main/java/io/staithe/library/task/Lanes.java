package io.staithe.library.task;

import io.staithe.catalog.RepositoryId;
import io.staithe.queue.Lane;

/** The lanes of repositories and snapshots; other rooms that read a repository name its lane alike. */
public final class Lanes {
    private Lanes() {}

    /** The lane of everything that changes a repository, and of what must see each change accepted before. */
    public static Lane repository(RepositoryId id) {
        return new Lane("repository/" + id);
    }

    /** The lane of who takes or frees a repository's name. */
    public static Lane repositoryName(String name) {
        return new Lane("repository-name/" + name);
    }

    /** The lane of a snapshot's name. */
    public static Lane snapshot(String name) {
        return new Lane("snapshot/" + name);
    }
}
