package io.staithe.sweep;

import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import io.staithe.publish.files.OutsideLinks;
import io.staithe.publish.files.SweptFiles;
import io.staithe.queue.Instances;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes the brooms of all kinds. */
public final class Brooms {
    private final Map<Kind, DoomedRows> rows;
    private final SweepStore store;
    private final Files files;
    private final Instances instances;
    private final Sweeper sweeper;

    /** Brooms for these rows and files. */
    public Brooms(Map<Kind, DoomedRows> rows, SweepStore store, Files files, Instances instances, Sweeper sweeper) {
        this.rows = Map.copyOf(rows);
        this.store = store;
        this.files = files;
        this.instances = instances;
        this.sweeper = sweeper;
    }

    /** One for each kind, in the order of kinds. */
    public List<Broom> all() {
        return List.of(Kind.values()).stream().map(this::broom).toList();
    }

    private Broom broom(Kind kind) {
        SweptFiles published = files.published();
        return switch (kind) {
            case LEFTOVERS, POOL_USES, PUBLICATIONS, SNAPSHOTS, UPLOADS, INDEX_LISTS, MEMBERSHIPS, PACKAGES, LISTS ->
                new RowBroom(kind, store);
            case GENERATIONS -> new FileBroom(kind, rows(kind), new Generations(), sweeper);
            case POOL_PATHS -> files(kind, doomed -> published.deletePoolPath(doomed.storage(), doomed.place()));
            case HASHED_FILES -> files(kind, doomed -> published.deleteShared(doomed.storage(), doomed.place()));
            case PUBLICATION_FILES -> files(kind, doomed -> published.deletePublication(doomed.storage(), doomed.id()));
            case SHARDS -> files(kind, doomed -> published.deleteShard(doomed.place()));
            case BLOBS -> files(kind, doomed -> files.pool().delete(new Location(doomed.place())));
            case SPOOL -> new FoundBroom(kind, this::spool);
            case POOL_ORPHANS -> new OrphanBroom(kind, store, poolFiles(), sweeper);
            case SHARD_ORPHANS -> new OrphanBroom(kind, store, shardFiles(), sweeper);
            case LINKS -> new LinkBroom(published, store, sweeper);
            case ATTEMPTS -> new AttemptBroom(published, store, sweeper);
            case TEMPORARY -> new FoundBroom(kind, this::temporary);
        };
    }

    private Broom files(Kind kind, Removal removal) {
        return new FileBroom(kind, rows(kind), removal, sweeper);
    }

    private DoomedRows rows(Kind kind) {
        return Objects.requireNonNull(rows.get(kind), kind.tag());
    }

    private OrphanBroom.Files poolFiles() {
        return new OrphanBroom.Files(
                (born, age) -> files.pool()
                        .changedBetween(born, files.clock().instant().minus(age))
                        .map(Location::value),
                store::disownedBlobs,
                location -> files.pool().delete(new Location(location)));
    }

    private OrphanBroom.Files shardFiles() {
        return new OrphanBroom.Files(
                files.published()::oldShards, store::disownedShards, files.published()::deleteShard);
    }

    private Flux<Long> spool(Terms terms) {
        return instances
                .lapsed(terms.lapse().multipliedBy(Instances.LAPSES_UNTIL_SWEPT))
                .collectList()
                .flatMap(files.pool()::sweepSpool)
                .flux();
    }

    private Flux<Long> temporary(Terms terms) {
        return store.born()
                .flatMapMany(born -> Flux.fromIterable(files.published().storages())
                        .concatMap(storage -> files.published().deleteTemporary(storage, born, terms.orphans())));
    }

    /** Outside links lead away from a generation before its directory is deleted. */
    private final class Generations implements Removal {
        @Override
        public Mono<Void> prepare(List<Doomed> batch) {
            return store.groups(batch).concatMap(files.links()::follow).then();
        }

        @Override
        public Mono<Void> remove(Doomed doomed) {
            return files.published().deleteGeneration(doomed.storage(), doomed.place());
        }
    }

    /** Where files are, and the links that lead to them. */
    public record Files(Pool pool, SweptFiles published, OutsideLinks links, Clock clock) {}

    /** Sweeps what can be found and deleted at once. */
    private record FoundBroom(Kind kind, Function<Terms, Flux<Long>> deletion) implements Broom {
        @Override
        public Flux<Swept> sweep(Terms terms) {
            return deletion.apply(terms).map(deleted -> new Swept(kind, deleted, 0));
        }
    }
}
