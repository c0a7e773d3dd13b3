package io.staithe.library.change;

import io.staithe.catalog.RepositoryId;
import java.util.List;

/**
 * What a change did.
 *
 * @param repositories in the order of their rows
 */
record ChangeValue(List<Changed> repositories) {
    /**
     * What became of one repository.
     *
     * @param revision that it stands at
     * @param present the SHA-256 digests of what was wanted and is there, by this change or an earlier one
     * @param removed the keys of what went
     */
    record Changed(long id, String repository, long revision, List<String> present, List<String> removed) {
        RepositoryId row() {
            return new RepositoryId(id);
        }
    }
}
