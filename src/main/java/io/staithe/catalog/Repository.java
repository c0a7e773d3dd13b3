package io.staithe.catalog;

/**
 * A repository at a revision.
 *
 * @param name free text, unique among the living
 * @param comment free text, may be empty
 * @param defaultDistribution the distribution that publications take where none is named; may be empty
 * @param defaultComponent likewise the component
 * @param revision the number of changes so far
 */
public record Repository(
        RepositoryId id,
        String name,
        String comment,
        String defaultDistribution,
        String defaultComponent,
        long revision) {}
