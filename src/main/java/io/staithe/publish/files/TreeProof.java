package io.staithe.publish.files;

import io.staithe.fault.Contained;
import io.staithe.pool.Damage;
import io.staithe.publish.ArchiveView.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Compares what outside web servers see of published storages with what it should be. What is not configured, or away
 * as a whole, is not judged. Threads: any.
 */
public final class TreeProof {
    private final Storages storages;
    private final Scheduler disk;

    /** Proofs of these storages, whose files are looked at on a scheduler. */
    public TreeProof(Storages storages, Scheduler disk) {
        this.storages = storages;
        this.disk = disk;
    }

    /** What is wrong with these pool paths, by their places; those with which nothing is, are left out. Repeatable. */
    public Mono<Map<String, Damage>> poolPaths(String storage, Collection<Sized> paths) {
        return on(() -> {
            Map<String, Damage> wrong = new HashMap<>();
            if (isThere(storage)) {
                Path root = storages.paths(storage).root();
                for (Sized path : paths) {
                    Damage damage = wrong(root, path);
                    if (damage != null) {
                        wrong.put(path.place(), damage);
                    }
                }
            }
            return wrong;
        });
    }

    private static @Nullable Damage wrong(Path root, Sized path) throws IOException {
        try {
            long size = Files.size(root.resolve(path.place()));
            return size == path.sizeBytes()
                    ? null
                    : Damage.different(path.place() + " has " + size + " bytes instead of " + path.sizeBytes());
        } catch (NoSuchFileException gone) {
            return Damage.missing(path.place());
        }
    }

    /** What is wrong with the link by which outside web servers find a generation; empty where nothing is. */
    public Mono<Damage> link(String prefix, Shown shown) {
        return on(() -> Optional.ofNullable(isThere(shown.storage()) ? wrong(prefix, shown) : null))
                .flatMap(Mono::justOrEmpty);
    }

    private @Nullable Damage wrong(String prefix, Shown shown) throws IOException {
        PublishedPaths paths = storages.paths(shown.storage());
        Path name = paths.prefix(prefix).resolve("dists").resolve(shown.name());
        Path dists = paths.dists(shown.staging());
        if (!Files.exists(name)) {
            return Damage.missing("the link " + paths.root().relativize(name));
        }
        return Files.exists(dists) && Files.isSameFile(name, dists)
                ? null
                : Damage.different("the link " + paths.root().relativize(name) + " leads to "
                        + paths.root().toRealPath().relativize(name.toRealPath()) + " instead of "
                        + paths.root().relativize(dists));
    }

    /** Opens what is at a place; whoever opens it closes it. Blocks. */
    public InputStream open(String storage, String place) throws IOException {
        return Files.newInputStream(storages.paths(storage).root().resolve(place));
    }

    private boolean isThere(String storage) {
        return storages.names().contains(storage)
                && Files.isDirectory(storages.paths(storage).publications(), LinkOption.NOFOLLOW_LINKS);
    }

    private <T> Mono<T> on(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(disk);
    }

    /**
     * A pool path and how large the file is that it leads to.
     *
     * @param place where in the storage
     */
    public record Sized(String place, long sizeBytes) {}
}
