package io.staithe.publish;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What may stand in a Release file, and the bounds of what is set beside it. */
final class ReleaseValues {
    private static final int MAX_CHARACTERS = 200;
    private static final int MAX_ALIASES = 20;
    private static final int MAX_PDIFFS = 50;
    private static final Duration LEAST_VALIDITY = Duration.ofMinutes(10);
    private static final Duration MOST_VALIDITY = Duration.ofDays(36_500);
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final String SNAPSHOT_ID = "@SNAPSHOTID@";

    private ReleaseValues() {}

    /** Refuses what is not one unpadded line; null passes. */
    static void line(String field, @Nullable String value) {
        if (value == null) {
            return;
        }
        boolean printable = value.chars().noneMatch(Character::isISOControl)
                && value.equals(value.strip())
                && value.length() <= MAX_CHARACTERS;
        if (!printable) {
            throw refused(field, value, "must be one line of at most 200 characters, unpadded");
        }
    }

    /** Refuses terms that cannot be told or kept at this place. */
    static void terms(Terms.Change change, Place place) {
        line("suite", change.suite());
        line("codename", change.codename());
        line("description", change.description());
        snapshots(change.snapshots());
        validity(change.validFor());
        if (change.pdiffs() != null && (change.pdiffs() < 0 || change.pdiffs() > MAX_PDIFFS)) {
            throw refused("pdiffs", change.pdiffs().toString(), "must be 0 to " + MAX_PDIFFS);
        }
        bounded("automatic.quiet", change.quiet());
        bounded("automatic.within", change.within());
        if (change.aliases() != null) {
            if (change.aliases().size() > MAX_ALIASES) {
                throw refused("aliases", Integer.toString(change.aliases().size()), "must be at most 20 names");
            }
            change.aliases().forEach(alias -> alias(alias, place));
        }
    }

    private static void alias(String alias, Place place) {
        if (!Place.isName(alias) || alias.equals(place.distribution().split("/", 2)[0])) {
            throw refused("alias", alias, "must be one name of [A-Za-z0-9_+.~-], another than the distribution's");
        }
    }

    private static void snapshots(@Nullable String template) {
        line("snapshots", template);
        if (template != null && !template.isEmpty() && !template.contains(SNAPSHOT_ID)) {
            throw refused("snapshots", template, "must be a URL with " + SNAPSHOT_ID);
        }
    }

    private static void validity(@Nullable Duration validFor) {
        if (validFor == null || validFor.isZero()) {
            return;
        }
        if (validFor.compareTo(LEAST_VALIDITY) < 0 || validFor.compareTo(MOST_VALIDITY) > 0) {
            throw refused("validFor", validFor.toString(), "must be 10 minutes to 36500 days, or nothing");
        }
    }

    private static void bounded(String field, @Nullable Duration value) {
        if (value != null && (value.isNegative() || value.compareTo(LONGEST_WAIT) > 0)) {
            throw refused(field, value.toString(), "must be zero to one day");
        }
    }

    private static Refused refused(String field, String value, String rule) {
        return new Refused(PublishFault.BAD_OPTION, field + " '" + Fault.bounded(value) + "' " + rule);
    }
}
