package io.staithe.pool.file;

import io.staithe.pool.PartialFile;
import io.staithe.pool.PartialFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Partial files in the spool of a {@link FilePool}, and in those of other instances on the same disk. */
final class FilePartials implements PartialFiles {
    /** Copied by one job of the disk's threads: others have their turn in between. */
    private static final long STRIDE = 64L << 20;

    private final PoolPaths paths;
    private final Workshop workshop;
    private final Supplier<String> uploads;

    /**
     * Files beside the spooled ones of a pool.
     *
     * @param uploads makes up ids of uploads
     */
    FilePartials(PoolPaths paths, Workshop workshop, Supplier<String> uploads) {
        this.paths = paths;
        this.workshop = workshop;
        this.uploads = uploads;
    }

    @Override
    public PartialFile begin(String name) {
        return file(name, 0);
    }

    @Override
    public Mono<PartialFile> resume(String name, long durableBytes) {
        if (durableBytes == 0) {
            return Mono.fromSupplier(() -> begin(name));
        }
        return workshop.sizeBytes(paths.partial(name))
                .filter(size -> size >= durableBytes)
                .map(size -> file(name, durableBytes));
    }

    @Override
    public Mono<PartialFile> copy(String instance, String name, long durableBytes, String copy) {
        Path from = paths.partial(instance, name);
        Path to = paths.partial(copy);
        return workshop.sizeBytes(from)
                .filter(size -> size >= durableBytes)
                .flatMap(size -> copied(from, to, durableBytes))
                .map(done -> file(copy, durableBytes));
    }

    private Mono<Path> copied(Path from, Path to, long length) {
        return Flux.range(0, Math.toIntExact((length + STRIDE - 1) / STRIDE))
                .concatMap(stride -> workshop.onDisk(() -> {
                    long at = stride * STRIDE;
                    transfer(from, to, at, Math.min(STRIDE, length - at));
                    return to;
                }))
                .then(workshop.onDisk(() -> {
                    workshop.disk().syncFile(to);
                    workshop.disk().syncDirectory(paths.spoolDirectory());
                    return to;
                }))
                .onErrorResume(failure ->
                        workshop.onDisk(() -> Files.deleteIfExists(to)).then(Mono.error(failure)));
    }

    private void transfer(Path from, Path to, long at, long length) throws IOException {
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = workshop.disk().goOn(to)) {
            long done = 0;
            while (done < length) {
                long copied = source.transferTo(at + done, length - done, target.position(at + done));
                if (copied <= 0) {
                    throw new IOException("'" + from.getFileName() + "' ends at " + (at + done));
                }
                done += copied;
            }
        }
    }

    @Override
    public Mono<Void> delete(String instance, String name) {
        return workshop.onDisk(() -> Files.deleteIfExists(paths.partial(instance, name)))
                .then();
    }

    @Override
    public Flux<Leftover> all(Collection<String> instances) {
        List<String> all = Stream.concat(Stream.of(paths.instance()), instances.stream())
                .distinct()
                .toList();
        return Flux.fromIterable(all)
                .concatMap(instance -> workshop.onDisk(() -> leftovers(instance)))
                .concatMapIterable(leftovers -> leftovers);
    }

    private List<Leftover> leftovers(String instance) throws IOException {
        List<Leftover> found = new ArrayList<>();
        Path directory = paths.spoolDirectory(instance);
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PoolPaths.PARTIAL + "*")) {
            for (Path file : files) {
                String name = file.getFileName().toString().substring(PoolPaths.PARTIAL.length());
                found.add(new Leftover(
                        instance, name, Files.getLastModifiedTime(file).toInstant()));
            }
        }
        return found;
    }

    private FilePartial file(String name, long durableBytes) {
        return new FilePartial(workshop, paths.partial(name), durableBytes, () -> paths.spooled(uploads.get()));
    }
}
