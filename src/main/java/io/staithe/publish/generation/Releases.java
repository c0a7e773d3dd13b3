package io.staithe.publish.generation;

import io.staithe.archive.ReleaseFile;
import io.staithe.publish.Publication.Options;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What the Release files of an edition say, and when.
 *
 * <p>{@code Date} is now and never goes back; {@code Last-Modified} of InRelease strictly increases by whole seconds,
 * so that apt, which revalidates by that alone, never takes a new generation for the old one.
 */
final class Releases {
    /** How far the validator may run ahead of the clock before publishes wait. */
    private static final Duration MAX_AHEAD = Duration.ofSeconds(60);

    private Releases() {}

    /** The fields of an edition's Release files, with aptly's defaults. */
    static ReleaseFile of(Edition edition) {
        Options options = edition.options();
        String own = edition.place().prefix() + " " + edition.place().distribution();
        return new ReleaseFile(
                options.origin().isEmpty() ? own : options.origin(),
                options.label().isEmpty() ? own : options.label(),
                edition.place().distribution(),
                options.version(),
                options.signedBy(),
                options.notAutomatic(),
                options.butAutomaticUpgrades(),
                !options.noByHash());
    }

    /** The Date of the next Release file. */
    static Instant date(Instant before, Instant now) {
        Instant seconds = now.truncatedTo(ChronoUnit.SECONDS);
        return seconds.isBefore(before) ? before : seconds;
    }

    /** The validator of the next InRelease. */
    static Instant validator(Instant before, Instant now) {
        Instant seconds = now.truncatedTo(ChronoUnit.SECONDS);
        return seconds.isAfter(before) ? seconds : before.plusSeconds(1);
    }

    /** How long to wait until the next validator may be given; zero for now. */
    static Duration pause(Instant before, Instant now) {
        Duration ahead = Duration.between(now, validator(before, now)).minus(MAX_AHEAD);
        return ahead.isNegative() ? Duration.ZERO : ahead;
    }
}
