package io.staithe.faults;

import io.staithe.faults.history.Operation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Tells what a trial was and what it found. */
final class Summary {
    private static final Path DIRECTORY = Path.of("target", "faults");
    private static final int MOST_TOLD = 20;

    private Summary() {}

    /** The text, which is kept in {@code target/faults} with the history. */
    static String of(Trial.Plan plan, Trial.Outcome outcome) throws IOException {
        StringBuilder text = new StringBuilder("Fault suite: " + plan.site().replicas() + " replicas, " + plan.jobs()
                + " jobs, " + plan.length().toSeconds() + " s, seed " + plan.seed() + "\n");
        long all = 0;
        for (Map.Entry<String, Map<Outcome, Long>> each :
                outcome.history().counts().entrySet()) {
            text.append(String.format("  %-28s %s%n", each.getKey(), each.getValue()));
            all += each.getValue().values().stream().mapToLong(Long::longValue).sum();
        }
        text.append("  ").append(all).append(" operations\n");
        outcome.failedTasks()
                .forEach(each -> text.append("  failed: ").append(each).append('\n'));
        outcome.faults().forEach((name, times) -> text.append(String.format("  %-38s %d%n", name, times)));
        outcome.skipped().forEach((name, why) -> text.append(String.format("  %-38s skipped: %s%n", name, why)));
        text.append("  ")
                .append(outcome.faults().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .append(" faults\n  ")
                .append(outcome.violations().size())
                .append(" violations\n");
        outcome.violations().stream()
                .limit(MOST_TOLD)
                .forEach(each -> text.append(each).append('\n'));
        Files.createDirectories(DIRECTORY);
        outcome.history().write(DIRECTORY.resolve("history-" + plan.seed() + ".jsonl"));
        Files.writeString(DIRECTORY.resolve("summary-" + plan.seed() + ".txt"), text);
        return text.toString();
    }
}
