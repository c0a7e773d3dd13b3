package io.staithe.pool.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.pool.BodyLimits;
import io.staithe.pool.Location;
import io.staithe.pool.Spooled;
import io.staithe.testkit.Bodies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A file is on disk, under its name, before anybody is told where: the first part of {@code src/docs/durability.md}.
 */
final class WriteOrderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final BodyLimits LIMITS = new BodyLimits(1 << 20, PATIENCE, 0, PATIENCE);

    @TempDir
    private Path root;

    private final Scheduler threads = Schedulers.fromExecutorService(Executors.newFixedThreadPool(2), "disk");
    private final List<String> steps = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        threads.dispose();
    }

    @Test
    void bytesAreSyncedBeforeTheirNameAndTheNameBeforeItIsTold() throws IOException {
        try (FilePool pool = pool()) {
            Location first = kept(pool, 1);
            String bucket = "pool/" + first.value().substring(0, 2);
            assertThat(steps)
                    .containsSubsequence("sync spool/here/…", "sync pool", "rename to " + bucket, "sync " + bucket);
            assertThat(steps.get(steps.size() - 1)).isEqualTo("sync " + bucket);
        }
    }

    private Location kept(FilePool pool, int seed) {
        Spooled spooled = Objects.requireNonNull(pool.spool(new Bodies().of(Bodies.random(1000, seed), 100), LIMITS)
                .block(PATIENCE));
        steps.clear();
        return Objects.requireNonNull(pool.keep(spooled).block(PATIENCE));
    }

    private FilePool pool() throws IOException {
        return FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(8 << 20),
                        new FilePool.Threads(threads, threads, Schedulers.parallel()),
                        new Recording())
                .prepare();
    }

    /** Writes down what is synced and renamed. */
    private final class Recording extends Disk {
        @Override
        void syncFile(Path file) throws IOException {
            super.syncFile(file);
            steps.add("sync " + root.relativize(file.getParent()) + "/…");
        }

        @Override
        void syncDirectory(Path directory) throws IOException {
            super.syncDirectory(directory);
            steps.add("sync " + root.relativize(directory));
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            super.rename(from, to);
            steps.add("rename to " + root.relativize(to.getParent()));
        }
    }
}
