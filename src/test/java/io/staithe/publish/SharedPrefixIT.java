package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.Repository;
import io.staithe.sweep.Terms;
import io.staithe.testkit.DebBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Publications that share a prefix and packages come and go and are swept: each is whole as long as it is there. */
@Tag("race")
final class SharedPrefixIT {
    private static final int ROUNDS = Integer.getInteger("staithe.trial.shared-rounds", 2);

    /** What nothing shows goes at once; packages stay, and what a publish may be about to use. */
    private static final Terms NOTHING_SHOWN = new Terms(
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ofHours(1),
            SweepingHouse.AT_ONCE.generations(),
            SweepingHouse.AT_ONCE.hashed(),
            SweepingHouse.AT_ONCE.lapse());

    @TempDir
    Path room;

    @Test
    void nobodyTakesAFileThatAnotherShows() {
        try (PublishingHouse house = new PublishingHouse(room)) {
            Repository lasting = house.repository("lasting");
            house.add(lasting, DebBuilder.of("shared"), DebBuilder.of("common"));
            house.node().create(wanted("lasting", Map.of("main", "lasting"), null));
            Flux.just("stable", "testing")
                    .flatMap(name ->
                            Mono.fromRunnable(() -> comeAndGo(house, name)).subscribeOn(house.callers))
                    .then()
                    .block(TIMEOUT.multipliedBy(ROUNDS));
        }
    }

    private static void comeAndGo(PublishingHouse house, String name) {
        Repository own = house.repository(name);
        SweepingHouse sweeper = new SweepingHouse(house, house.node(), name);
        house.add(own, DebBuilder.of("shared"), DebBuilder.of("between"));
        for (int round = 0; round < ROUNDS; round++) {
            var clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10L * round));
            PublishingNode node = house.node(Seams.none().clock(clock));
            Publication publication = node.create(wanted(name, Map.of("main", name), null));
            assertWhole(house, node, name, Set.of("shared_1.0_amd64.deb", "between_1.0_amd64.deb"));
            house.add(own, DebBuilder.of("common"));
            house.remove(own, "between");
            node.update(publication);
            assertWhole(house, node, name, Set.of("shared_1.0_amd64.deb", "common_1.0_amd64.deb"));
            node.drop(publication);
            sweeper.sweep(NOTHING_SHOWN);
            assertWhole(house, node, "lasting", Set.of("shared_1.0_amd64.deb", "common_1.0_amd64.deb"));
            house.add(own, DebBuilder.of("between"));
            house.remove(own, "common");
        }
    }

    private static void assertWhole(
            PublishingHouse house, PublishingNode node, String distribution, Set<String> files) {
        assertThat(node.shown(new Place("", ".", distribution)).files(distribution))
                .isEqualTo(files);
        assertThat(node.shownInFront().files(distribution)).isEqualTo(files);
    }
}
