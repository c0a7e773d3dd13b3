package io.staithe.sweep;

import io.staithe.publish.files.PublishedPaths;
import io.staithe.publish.files.SweptFiles;
import io.staithe.sweep.SweepStore.Shared;
import io.staithe.sweep.SweepStore.Staging;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sweeps what attempts at generations left in published storages: what they staged, and directories of publications
 * that never came to be. Files by hash that no row knows get one, and are swept when their time has come.
 */
final class AttemptBroom implements Broom {
    private static final Pattern ATTEMPT = Pattern.compile("([0-9]{1,18})-([0-9]{1,9})-[0-9a-f]+");

    private final SweptFiles files;
    private final SweepStore store;
    private final Sweeper sweeper;

    AttemptBroom(SweptFiles files, SweepStore store, Sweeper sweeper) {
        this.files = files;
        this.store = store;
        this.sweeper = sweeper;
    }

    @Override
    public Kind kind() {
        return Kind.ATTEMPTS;
    }

    @Override
    public Flux<Swept> sweep(Terms terms) {
        return store.born().flatMapMany(born -> swept(born, terms));
    }

    private Flux<Swept> swept(Instant born, Terms terms) {
        return Flux.fromIterable(files.storages())
                .concatMap(storage -> files.publications(storage)
                        .concatMap(publication -> swept(new Directory(storage, publication, born), terms)));
    }

    private Flux<Swept> swept(Directory directory, Terms terms) {
        return files.entries(directory.storage(), directory.publication(), directory.born())
                .map(names -> stagings(directory, names))
                .flatMapMany(stagings -> stagings.isEmpty() ? unborn(directory, terms) : dead(directory, stagings))
                .concatWith(owned(directory));
    }

    private static List<Staging> stagings(Directory directory, List<String> names) {
        return names.stream()
                .map(name -> staging(directory, name))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Staging> staging(Directory directory, String name) {
        Matcher attempt = ATTEMPT.matcher(name);
        return attempt.matches()
                ? Optional.of(new Staging(
                        PublishedPaths.staging(directory.publication(), name),
                        Long.parseLong(attempt.group(1)),
                        Integer.parseInt(attempt.group(2))))
                : Optional.empty();
    }

    private Flux<Swept> dead(Directory directory, List<Staging> stagings) {
        return store.dead(stagings)
                .concatMap(dead -> removed(files.deleteGeneration(directory.storage(), dead.place())));
    }

    /** A directory without an attempt in it that no publication has; it is old where nobody is about to begin one. */
    private Flux<Swept> unborn(Directory directory, Terms terms) {
        return files.isOld(directory.storage(), directory.publication(), directory.born(), terms.orphans())
                .filter(old -> old)
                .flatMapMany(old -> store.unborn(List.of(directory.publication())))
                .concatMap(unborn -> removed(files.deletePublication(directory.storage(), unborn)));
    }

    private Mono<Swept> owned(Directory directory) {
        return files.shared(directory.storage(), directory.publication())
                .filter(shared -> !shared.isEmpty())
                .flatMap(shared -> store.own(
                        directory.publication(),
                        shared.stream()
                                .map(file -> new Shared(file.path(), file.sizeBytes()))
                                .toList()))
                .then(Mono.empty());
    }

    private Mono<Swept> removed(Mono<Void> removal) {
        return sweeper.present().then(Mono.defer(() -> removal)).thenReturn(new Swept(kind(), 1, 0));
    }

    /** A directory of a publication; what was changed last before the database was born is none of its business. */
    private record Directory(String storage, long publication, Instant born) {}
}
