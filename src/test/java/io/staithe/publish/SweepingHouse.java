package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.get;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.postgres.PgInstances;
import io.staithe.postgres.PgSweeps;
import io.staithe.publish.files.SweptFiles;
import io.staithe.queue.Instance;
import io.staithe.sweep.Brooms;
import io.staithe.sweep.DoomedRows;
import io.staithe.sweep.Kind;
import io.staithe.sweep.Sweep;
import io.staithe.sweep.SweepStore.Depth;
import io.staithe.sweep.Sweeper;
import io.staithe.sweep.Swept;
import io.staithe.sweep.Terms;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;

/** An instance that sweeps the house of a test, at its word and with nothing spared for a time. */
final class SweepingHouse {
    /** Three generations stay, and whatever a rule names; nothing for a time. */
    static final Terms AT_ONCE = new Terms(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            new Terms.Generations(3, Duration.ZERO),
            new Terms.Hashed(0, Duration.ZERO, 0),
            Duration.ofSeconds(15));

    /** The same, but for files without a row: whoever works at the same time may have written one just now. */
    static final Terms AMONG_OTHERS = amongOthers(AT_ONCE.incoming());

    final PgSweeps store;
    final Instance instance;
    private final Sweep sweep;
    private volatile boolean alive = true;

    SweepingHouse(PublishingHouse house, PublishingNode node, String name) {
        this(house, node, name, (kind, rows) -> rows);
    }

    /** One in which a test comes between two steps of sweeping a kind. */
    SweepingHouse(
            PublishingHouse house, PublishingNode node, String name, BiFunction<Kind, DoomedRows, DoomedRows> between) {
        var transactions = TransactionalOperator.create(new R2dbcTransactionManager(house.database.connections()));
        store = new PgSweeps(house.sql, transactions);
        PgInstances instances = new PgInstances(house.sql);
        instance = get(instances.register(name, null));
        Map<Kind, DoomedRows> rows = new EnumMap<>(Kind.class);
        store.doomedRows().forEach((kind, plain) -> rows.put(kind, between.apply(kind, plain)));
        var files = new Brooms.Files(
                house.pool,
                new SweptFiles(
                        house.storages, house.outsides(house.threads), house.shards, Clock.systemUTC(), house.threads),
                node.links,
                Clock.systemUTC());
        var sweeper = new Sweeper(() -> Optional.of(instance).filter(present -> alive));
        sweep = new Sweep(new Brooms(rows, store, files, instances, sweeper).all(), new SimpleMeterRegistry());
    }

    /** Whether others may have counted it lapsed. */
    void lapse() {
        alive = false;
    }

    /** Sweeps everything; tells how much of each kind. */
    /** The same where what dput sent stays for a time. */
    static Terms amongOthers(Duration incoming) {
        return new Terms(
                AT_ONCE.grace(),
                AT_ONCE.idle(),
                Duration.ofHours(1),
                AT_ONCE.removed(),
                AT_ONCE.dropped(),
                AT_ONCE.uploads(),
                incoming,
                AT_ONCE.generations(),
                AT_ONCE.hashed(),
                AT_ONCE.lapse());
    }

    Map<Kind, Long> sweep(Terms terms) {
        Map<Kind, Long> swept = new EnumMap<>(Kind.class);
        for (Swept one : sweep.all(terms, Depth.FILES).block(TIMEOUT)) {
            swept.put(one.kind(), one.count());
        }
        return swept;
    }

    Map<Kind, Long> sweep() {
        return sweep(AT_ONCE);
    }
}
