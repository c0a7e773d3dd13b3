package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.Repository;
import io.staithe.testkit.DebBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done between sweeps: what was acknowledged has its bytes, and what is named is there. */
final class SweepWalkIT {
    private static final int STEPS = Integer.getInteger("staithe.trial.sweep-steps", 15);
    private static final List<String> SUITES = List.of("stable", "testing");

    @TempDir
    Path room;

    static List<Long> seeds() {
        return List.of(Long.getLong("staithe.trial.sweep-seed", 20261123L));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingThatIsNeededGoes(long seed) {
        try (PublishingHouse house = new PublishingHouse(room)) {
            Walk walk = new Walk(house, new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                walk.step();
            }
            walk.end();
        }
    }

    private static final class Walk {
        private final PublishingHouse house;
        private final PublishingNode node;
        private final List<SweepingHouse> sweepers;
        private final ArchiveCheck check;
        private final Random random;
        private final Repository main;
        private final Set<Integer> members = new HashSet<>();
        private final List<Long> snapshots = new ArrayList<>();
        private final Map<String, Publication> published = new TreeMap<>();

        Walk(PublishingHouse house, Random random) {
            this.house = house;
            this.random = random;
            this.node = house.node();
            this.check = ArchiveCheck.of(house, node);
            this.sweepers =
                    List.of(new SweepingHouse(house, node, "one-sweeper"), new SweepingHouse(house, node, "other"));
            this.main = house.repository("main");
            add(0);
        }

        void step() {
            switch (random.nextInt(8)) {
                case 0, 1 -> add(random.nextInt(8));
                case 2 -> remove(random.nextInt(8));
                case 3, 4 -> publish(SUITES.get(random.nextInt(SUITES.size())));
                case 5 -> snapshot();
                case 6 -> drop();
                default -> sweep();
            }
        }

        private void add(int number) {
            if (members.add(number)) {
                house.add(main, DebBuilder.of("package-" + number));
            }
        }

        private void remove(int number) {
            if (members.remove(number)) {
                house.remove(main, "package-" + number);
            }
        }

        private void publish(String suite) {
            Publication before = published.get(suite);
            published.put(
                    suite,
                    before == null ? node.create(wanted(suite, Map.of("main", "main"), null)) : node.update(before));
        }

        private void snapshot() {
            house.update("INSERT INTO snapshot (name, source_kind, repository_id, revision) SELECT 'snapshot-"
                    + snapshots.size() + "', 'local', id, revision FROM repository WHERE id = " + main.id());
            snapshots.add(house.count("SELECT max(id) FROM snapshot"));
        }

        private void drop() {
            if (random.nextBoolean() && !snapshots.isEmpty()) {
                house.update("UPDATE snapshot SET dropped_at = now() WHERE id = "
                        + snapshots.get(random.nextInt(snapshots.size())));
                return;
            }
            String suite = SUITES.get(random.nextInt(SUITES.size()));
            Publication gone = published.remove(suite);
            if (gone != null) {
                node.drop(gone);
            }
        }

        private void sweep() {
            sweepers.get(random.nextInt(sweepers.size())).sweep();
            check.everyPackageHasItsBytes();
            published.keySet().forEach(check::everythingNamedIsThere);
            assertThat(house.count("SELECT count(*) FROM membership WHERE until_revision IS NULL"))
                    .isEqualTo(members.size());
        }

        /** Everything that can go is gone. */
        void end() {
            sweep();
            published.values().forEach(node::drop);
            published.clear();
            Set.copyOf(members).forEach(this::remove);
            house.update("UPDATE snapshot SET dropped_at = now()");
            sweep();
            sweep();
            for (String table : List.of(
                    "blob",
                    "package",
                    "membership",
                    "pool_claim",
                    "generation",
                    "shard",
                    "index_list",
                    "hashed_file")) {
                assertThat(house.rows("SELECT * FROM " + table)).as(table).isEmpty();
            }
        }
    }
}
