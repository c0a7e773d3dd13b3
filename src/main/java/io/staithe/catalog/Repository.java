package io.staithe.catalog;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;

/**
 * A repository at a revision.
 *
 * @param name free text, unique among the living
 * @param comment free text, may be empty
 * @param defaultDistribution the distribution that publications take where none is named; may be empty
 * @param defaultComponent likewise the component
 * @param revision the number of changes so far
 * @param policies what additions have to keep to, as JSON; empty where there are none
 */
public record Repository(
        RepositoryId id,
        String name,
        String comment,
        String defaultDistribution,
        String defaultComponent,
        long revision,
        String policies) {
    /** What people said of it. */
    public Description description() {
        return new Description(name, comment, defaultDistribution, defaultComponent);
    }

    /** What people say of a repository; see {@link Repository}. */
    public record Description(String name, String comment, String defaultDistribution, String defaultComponent) {
        private static final int MAX_NAME_CHARACTERS = 255;

        /** Refuses a name that is blank, too long or has control characters. */
        public Description {
            if (name.isBlank()
                    || name.length() > MAX_NAME_CHARACTERS
                    || name.chars().anyMatch(Character::isISOControl)) {
                throw new Refused(
                        CatalogFault.BAD_REPOSITORY_NAME,
                        "repository name '" + Fault.bounded(name) + "' must be 1 to " + MAX_NAME_CHARACTERS
                                + " characters without control characters, and not blank");
            }
        }
    }
}
