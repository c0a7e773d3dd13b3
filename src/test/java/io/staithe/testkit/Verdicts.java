package io.staithe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Refused;

/** The one rule of all fuzz targets: input is taken, or refused in words; nothing else may come of it. */
public final class Verdicts {
    private static final int LONGEST_MESSAGE = 1_000;

    private Verdicts() {}

    /** Whether the input was taken; whatever else than a refusal is thrown goes on. */
    public static boolean isTaken(Reading reading) throws Exception {
        try {
            reading.read();
            return true;
        } catch (Refused refused) {
            assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(LONGEST_MESSAGE);
            return false;
        }
    }

    /** What reads the input. */
    public interface Reading {
        /** Reads it, or refuses it. */
        void read() throws Exception;
    }
}
