package io.staithe.catalog;

import java.time.Instant;

/**
 * A name for a repository at a revision.
 *
 * @param description free text
 * @param sourceKind {@code local}, {@code repo} or {@code snapshot}, as aptly tells them
 */
public record Snapshot(
        long id,
        String name,
        String description,
        String sourceKind,
        RepositoryId repository,
        long revision,
        Instant createdAt) {}
