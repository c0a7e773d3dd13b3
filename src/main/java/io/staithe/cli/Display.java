package io.staithe.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Shows transfers: on a terminal a bar each that moves, elsewhere a line now and then; what ended is said once, above
 * the bars. Safe for threads.
 */
final class Display {
    private static final int NAME = 30;
    private static final int BAR = 12;
    private static final String UP_AND_CLEAR = "\u001b[1A\u001b[2K";

    private final PrintWriter results;
    private final PrintWriter progress;
    private final boolean isTerminal;
    private final LongSupplier nanos;
    private final List<Pace> running = new ArrayList<>();
    private int shown;

    /**
     * Shows what happens.
     *
     * @param results where the ends of transfers are said
     * @param progress where their ways are shown; the same screen, on a terminal
     */
    Display(PrintWriter results, PrintWriter progress, boolean isTerminal, LongSupplier nanos) {
        this.results = results;
        this.progress = progress;
        this.isTerminal = isTerminal;
        this.nanos = nanos;
    }

    /** A transfer begins. */
    synchronized void add(Transfer transfer) {
        running.add(new Pace(transfer));
    }

    /** Shows where the transfers stand now. */
    synchronized void refresh() {
        clear();
        running.forEach(pace -> pace.look(nanos.getAsLong()));
        running.stream().map(this::line).forEach(progress::println);
        shown = isTerminal ? running.size() : 0;
        progress.flush();
    }

    /** A transfer ended; says so. */
    synchronized void end(Transfer transfer, String message) {
        clear();
        progress.flush();
        running.removeIf(pace -> pace.transfer() == transfer);
        results.println(transfer.name() + ": " + message);
        results.flush();
        if (isTerminal) {
            refresh();
        }
    }

    private void clear() {
        progress.print(UP_AND_CLEAR.repeat(shown));
        shown = 0;
    }

    private String line(Pace pace) {
        String name = pace.transfer().name();
        if (!isTerminal) {
            return name + ": " + pace.words();
        }
        String brief = name.length() <= NAME ? name : name.substring(0, NAME - 1) + "…";
        int full = pace.transfer().stage().isCounted() ? BAR * pace.percent() / 100 : 0;
        return String.format(
                "%-" + NAME + "s [%s%s] %s", brief, "#".repeat(full), " ".repeat(BAR - full), pace.words());
    }
}
