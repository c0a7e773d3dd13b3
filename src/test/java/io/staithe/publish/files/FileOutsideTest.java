package io.staithe.publish.files;

import io.staithe.pool.Pool;
import io.staithe.pool.file.FilePool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@link FileOutside} keeps the contract to those who read the disk. */
final class FileOutsideTest implements OutsideContract {
    @TempDir
    private Path root;

    private final Scheduler threads = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "disk");
    private PublishedPaths paths;
    private FilePool pool;
    private FileOutside outside;

    @BeforeEach
    void open() throws IOException {
        pool = FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(8 << 20),
                        new FilePool.Threads(threads, threads, Schedulers.parallel()))
                .prepare();
        paths = new PublishedPaths(Files.createDirectories(root.resolve("public")));
        outside = new FileOutside(
                new Storages.Storage(paths, LinkMethod.HARDLINK, Readers.ANYBODY), pool, Clock.systemUTC(), threads);
    }

    @AfterEach
    void close() {
        pool.close();
        threads.dispose();
    }

    @Override
    public Outside testee() {
        return outside;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public PublishedPaths staged() {
        return paths;
    }

    @Override
    public Optional<byte[]> seen(String path) {
        Path file = paths.root().resolve(path);
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
