package io.staithe.access.maintenance;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of uploads that were begun before read-only mode. */
public enum UploadsUnderWay {
    /** Bodies are read to their end, and uploads in pieces may bring their further pieces. */
    FINISH,
    /** Bodies are cut at their next bytes; uploads in pieces keep what they have brought, and go on afterwards. */
    PARK;

    /** Its name outside. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of this name; {@code BAD_MAINTENANCE} where there is none. */
    public static UploadsUnderWay named(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        MaintenanceFault.BAD_MAINTENANCE,
                        "uploads is '" + Fault.bounded(word) + "'; it must be one of "
                                + Arrays.stream(values())
                                        .map(UploadsUnderWay::word)
                                        .collect(Collectors.joining(", "))));
    }
}
