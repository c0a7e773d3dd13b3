package io.staithe.faults.calls;

import io.staithe.faults.calls.Job.Errand;
import io.staithe.faults.calls.Job.Setting;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Jobs that work at the same time.
 *
 * @param seed decides what each of them does
 * @param jobs how many they are
 */
public record Crew(Setting setting, long seed, int jobs) {
    private static final long LAST_CALL_SECONDS = 120;

    /** An errand so often, beside others. */
    public static List<Errand> often(int times, Errand errand) {
        return Collections.nCopies(times, errand);
    }

    /** Something that goes on meanwhile. */
    public interface Meanwhile {
        /** Blocks until it is over. */
        void goOn(BooleanSupplier goesOn) throws Exception;
    }

    /** Runs errands while there is time, and something beside them. Blocks until all of it is over. */
    public void work(List<Errand> errands, BooleanSupplier goesOn, Meanwhile meanwhile) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(jobs);
        try {
            List<CompletableFuture<Void>> all = IntStream.range(0, jobs)
                    .mapToObj(number -> CompletableFuture.runAsync(
                            () -> new Job(number, seed, setting).work(errands, Changes::removal, goesOn), threads))
                    .toList();
            meanwhile.goOn(goesOn);
            for (CompletableFuture<Void> job : all) {
                job.get(LAST_CALL_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
