package io.staithe.loadtest;

/** The mixed day for hours: {@code day.minutes} is 240. Look at the server's memory and files before and after. */
public final class SoakSimulation extends MixedDaySimulation {
    private static final int HOURS = 4;

    /** Four hours. */
    public SoakSimulation() {
        super("soak", HOURS * 60);
    }
}
