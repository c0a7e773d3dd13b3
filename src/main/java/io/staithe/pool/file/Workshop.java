package io.staithe.pool.file;

import io.staithe.fault.Contained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What every upload of a file pool works with.
 *
 * @param disk writes files
 * @param pages memory for bytes in flight
 * @param cachedBytes how much of each file is written through the page cache
 * @param files threads that may block on the disk
 * @param digests threads that hash, about one per core
 * @param watch measures the pace of bodies
 */
record Workshop(Disk disk, PagePool pages, long cachedBytes, Scheduler files, Scheduler digests, PaceWatch watch) {
    /** Chunks in one write: a disk that is behind gets longer writes, which it does faster. */
    private static final int WRITTEN_AT_ONCE = 16;

    /** A spool file that is not there yet. */
    SpoolFile file(Path path) {
        return new SpoolFile(SpoolWriter.fresh(disk, path, cachedBytes), Hashes.ofNothing(), SpoolFile.Fate.DELETED);
    }

    /** The lanes of a body, first the one of its file. */
    List<Lane> lanes(SpoolFile file) {
        List<Lane> hashing = file.hashes().stream()
                .map(hashes -> new Lane(digests, bytes -> Hashes.update(hashes, bytes)))
                .toList();
        Lane writing = new Lane(files, WRITTEN_AT_ONCE, pages::chunksPerWrite, file::append);
        return Stream.concat(Stream.of(writing), hashing.stream()).toList();
    }

    /** How many bytes a file has; empty where there is none. */
    Mono<Long> sizeBytes(Path path) {
        return onDisk(() -> {
            try {
                return Files.size(path);
            } catch (NoSuchFileException gone) {
                return null;
            }
        });
    }

    /** Has the last work on a file done, on this thread where the others are stopping. */
    void finish(Runnable work) {
        try {
            files.schedule(work);
        } catch (RejectedExecutionException stopping) {
            work.run();
        }
    }

    /** Work that begins when subscribed to and then runs to its end; a cancel only drops the outcome. */
    <T> Mono<T> onDisk(Callable<? extends @Nullable T> work) {
        return Mono.create(sink -> files.schedule(() -> {
            try {
                sink.success(Contained.work(work).call());
            } catch (IOException failed) {
                sink.error(Disk.fault(failed, "the pool"));
            } catch (Exception failed) {
                sink.error(failed);
            }
        }));
    }
}
