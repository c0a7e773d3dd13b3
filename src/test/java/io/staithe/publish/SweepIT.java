package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.everyFile;
import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.catalog.Repository;
import io.staithe.queue.Listing;
import io.staithe.sweep.Kind;
import io.staithe.sweep.Terms;
import io.staithe.testkit.DebBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes when nobody needs it any more, and what stays. */
final class SweepIT {
    private static final DebBuilder HELLO = DebBuilder.of("hello");
    private static final String PATH = "pool/main/h/hello/hello_1.0_amd64.deb";

    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;
    private SweepingHouse sweeper;
    private Repository main;

    @BeforeEach
    void stock() {
        house = new PublishingHouse(room);
        node = house.node();
        sweeper = new SweepingHouse(house, node, "sweeper");
        main = house.repository("main");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aPackageThatWasRemovedAndPublishedAwayLeavesNoFileAndNoRow() {
        house.add(main, DebBuilder.of("stays"));
        Publication publication = node.create(wanted("stable", Map.of("main", "main"), null));
        house.add(main, HELLO);
        node.update(publication);
        assertThat(house.published(PATH)).exists();
        house.remove(main, "hello");
        for (int i = 0; i < 4; i++) {
            node.update(publication);
            house.add(main, DebBuilder.of("filler-" + i));
            node.update(publication);
        }
        Map<Kind, Long> swept = sweeper.sweep();
        assertThat(swept)
                .containsEntry(Kind.PACKAGES, 1L)
                .containsEntry(Kind.BLOBS, 1L)
                .containsEntry(Kind.MEMBERSHIPS, 1L)
                .containsEntry(Kind.POOL_PATHS, 1L);
        assertThat(house.published(PATH)).doesNotExist();
        assertThat(house.count("SELECT count(*) FROM package WHERE name = 'hello'"))
                .isZero();
        assertThat(house.count("SELECT count(*) FROM blob WHERE state = 'doomed'"))
                .isZero();
        assertThat(house.count("SELECT count(*) FROM generation")).isEqualTo(3);
        assertThat(everyFile(room))
                .noneMatch(file -> file.contains("hello"))
                .containsAll(List.of("public/pool/main/s/stays/stays_1.0_amd64.deb"));
    }

    @Test
    void everythingGoesWithItsPublicationAndRepository() {
        house.add(main, HELLO, DebBuilder.of("world"));
        Publication publication = node.create(wanted("stable", Map.of("main", "main"), null));
        node.update(publication);
        node.drop(publication);
        house.update("UPDATE repository SET dropped_at = now() WHERE id = " + main.id());
        sweeper.sweep();
        sweeper.sweep();
        for (String table : List.of(
                "blob",
                "package",
                "membership",
                "pool_claim",
                "pool_use",
                "generation",
                "generation_source",
                "generation_index",
                "index_list",
                "shard",
                "hashed_file",
                "inspection",
                "staged_claim",
                "pin")) {
            assertThat(house.rows("SELECT * FROM " + table)).as(table).isEmpty();
        }
        assertThat(everyFile(room)).isEmpty();
    }

    @Test
    void whatIsPublishedStaysAndIsServed() {
        house.add(main, HELLO);
        node.create(wanted("stable", Map.of("main", "main"), null));
        assertThat(sweeper.sweep().values()).containsOnly(0L);
        assertThat(house.published(PATH)).hasBinaryContent(HELLO.bytes());
        assertThat(get(node.archives.resolve(Caller.open(), "", PATH)).sizeBytes())
                .isEqualTo(HELLO.bytes().length);
    }

    @Test
    void whatWasDroppedWithoutCleanupStaysInThePoolUntilItsPrefixChanges() {
        house.add(main, HELLO);
        Repository other = house.repository("other");
        house.add(other, DebBuilder.of("world"));
        Publication stays = node.create(wanted("testing", Map.of("main", "other"), null));
        Publication publication = node.create(wanted("stable", Map.of("main", "main"), null));
        node.performed(
                get(node.publications.drop(PublishingHouse.caller(), publication.place(), true, Listing.LISTED)));
        sweeper.sweep();
        assertThat(house.published(PATH)).exists();
        house.add(other, DebBuilder.of("more"));
        node.update(stays);
        sweeper.sweep();
        assertThat(house.published(PATH)).doesNotExist();
    }

    @Test
    void graceSparesWhatIsNew() {
        house.keep(HELLO.bytes());
        var terms = SweepingHouse.AT_ONCE;
        var patient = new Terms(
                Duration.ofHours(2),
                Duration.ofHours(2),
                Duration.ofHours(24),
                Duration.ofDays(30),
                Duration.ofMinutes(10),
                Duration.ZERO,
                Duration.ZERO,
                terms.generations(),
                terms.hashed(),
                terms.lapse());
        assertThat(sweeper.sweep(patient).values()).containsOnly(0L);
        assertThat(sweeper.sweep(patient.atOnce())).containsEntry(Kind.BLOBS, 1L);
    }
}
