package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.everyFile;
import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static io.staithe.publish.SweepingHouse.AMONG_OTHERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.catalog.Repository;
import io.staithe.publish.Publications.NewPublication;
import io.staithe.publish.Publications.NewSource;
import io.staithe.sweep.Kind;
import io.staithe.sweep.SweepStore.PrefixPool;
import io.staithe.testkit.DebBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Files that no row names, and files that are not there although a row says so. */
final class StrayFilesIT {
    private static final DebBuilder HELLO = DebBuilder.of("hello");
    private static final String PATH = "pool/main/h/hello/hello_1.0_amd64.deb";
    private static final String STRAY = "pool/main/s/stray/stray_1.0_amd64.deb";

    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;
    private SweepingHouse sweeper;

    @BeforeEach
    void publish() {
        house = new PublishingHouse(room);
        node = house.node();
        sweeper = new SweepingHouse(house, node, "sweeper");
        Repository main = house.repository("main");
        house.add(main, HELLO);
        node.create(wanted("stable", Map.of("main", "main"), null));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void linksThatNoClaimNamesGoAfterAGrace() throws IOException {
        strayed();
        assertThat(sweeper.sweep(AMONG_OTHERS).values()).containsOnly(0L);
        assertThat(house.published(STRAY)).exists();
        assertThat(sweeper.sweep()).containsEntry(Kind.POOL_PATHS, 1L);
        assertThat(house.published(STRAY)).doesNotExist();
        assertThat(house.published(PATH)).hasBinaryContent(HELLO.bytes());
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE state = 'doomed'"))
                .isZero();
    }

    @Test
    void aPartOfAPoolThatWasPutElsewhereIsLeftThere() throws IOException {
        Files.move(house.published("pool/main"), room.resolve("elsewhere"));
        Files.createSymbolicLink(house.published("pool/main"), room.resolve("elsewhere"));
        sweeper.sweep();
        assertThat(house.published(PATH)).hasBinaryContent(HELLO.bytes());
    }

    @Test
    void aPoolThatTwoStoragesShareIsLeftAlone() throws IOException {
        Files.createSymbolicLink(room.resolve("away/hardlink/pool"), house.published("pool"));
        house.add(house.repository("other"), DebBuilder.of("shared"));
        node.create(new NewPublication(
                "filesystem:hardlink",
                ".",
                "testing",
                SourceKind.LOCAL,
                List.of(new NewSource("main", "other")),
                List.of(),
                PublishingHouse.NOTHING));
        List<String> before = everyFile(room);
        assertThat(sweeper.sweep().values()).containsOnly(0L);
        assertThat(everyFile(room)).isEqualTo(before);
    }

    @Test
    void whoClaimsAPathWhoseStrayLinkIsBeingSweptLinksItAfterwards() throws IOException {
        strayed();
        sweeper.store
                .disownLinks(sweeper.instance.id(), new PrefixPool("", "."), List.of(STRAY))
                .block(TIMEOUT);
        DebBuilder stray = DebBuilder.of("stray");
        house.add(house.repository("other"), stray);
        Sinks.One<Boolean> asked = Sinks.one();
        PublishingNode late = house.node(Seams.none().claims(plain -> new AskedClaims(plain, asked)));
        Mono<Publication> publishing = Mono.fromCallable(
                        () -> late.create(wanted("testing", Map.of("main", "other"), null)))
                .subscribeOn(house.callers)
                .cache();
        publishing.subscribe();
        asked.asMono().block(TIMEOUT);
        sweeper.sweep(AMONG_OTHERS);
        get(publishing);
        assertThat(house.published(STRAY)).hasBinaryContent(stray.bytes());
    }

    @Test
    void aLinkThatAClaimNamesAndThatIsMissingIsMadeAnew() throws IOException {
        Files.delete(house.published(PATH));
        node.claims.linkRemaining().block(TIMEOUT);
        assertThat(house.published(PATH)).as("before anybody looked").doesNotExist();
        assertThat(PublishingHouse.bytes(get(node.archives.resolve(Caller.open(), "", PATH))))
                .as("served by its claim, not by its link")
                .isEqualTo(HELLO.bytes());
        assertThat(sweeper.sweep().values()).containsOnly(0L);
        node.claims.linkRemaining().block(TIMEOUT);
        assertThat(house.published(PATH)).hasBinaryContent(HELLO.bytes());
        ArchiveCheck.of(house, node).everythingNamedIsThere("stable");
    }

    @Test
    void aLinkThatTwoClaimsNameIsMissedByBoth() {
        house.update("INSERT INTO pool_claim (storage, prefix, path, blob_id, linked)"
                + " SELECT '', prefix, path, blob.id, true FROM blob, (VALUES"
                + " ('old', 'pool/pool/main/h/hello/hello_1.0_amd64.deb'),"
                + " ('old/pool', 'pool/main/h/hello/hello_1.0_amd64.deb')) AS named (prefix, path)");
        house.update(
                "INSERT INTO pool_use (claim_id, publication_id, since_generation)"
                        + " SELECT pool_claim.id, publication.id, 1 FROM pool_claim, publication WHERE pool_claim.prefix LIKE 'old%'");
        sweeper.sweep(AMONG_OTHERS);
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE prefix LIKE 'old%' AND NOT linked"))
                .isEqualTo(2);
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE prefix = '.' AND linked"))
                .isEqualTo(1);
    }

    @Test
    void linksOfAStorageThatIsNotMountedAreNotMissed() throws IOException {
        Path root = house.paths.root();
        Path away = Files.move(root, room.resolve("unmounted"));
        Files.createDirectory(root);
        sweeper.sweep();
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE NOT linked"))
                .isZero();
        Files.delete(root);
        Files.move(away, root);
        ArchiveCheck.of(house, node).everythingNamedIsThere("stable");
    }

    @Test
    void aServerOnAnEmptyDatabaseDeletesNothing() throws IOException {
        strayed();
        Files.createDirectories(house.paths.temporary());
        Files.writeString(house.paths.temporary().resolve("half-done"), "text");
        try (PublishingHouse empty = new PublishingHouse(room)) {
            List<String> before = everyFile(room);
            var newcomer = new SweepingHouse(empty, empty.node(), "newcomer");
            assertThat(newcomer.sweep().values()).containsOnly(0L);
            assertThat(everyFile(room)).isEqualTo(before);
            Repository first = empty.repository("first");
            assertThat(newcomer.sweep().values()).containsOnly(0L);
            assertThat(everyFile(room))
                    .as("what was there before its first repository")
                    .isEqualTo(before);
            empty.add(first, DebBuilder.of("first"));
            empty.node().create(wanted("first", Map.of("main", "first"), null));
            newcomer.sweep();
            assertThat(everyFile(room)).containsAll(before);
        }
    }

    private void strayed() throws IOException {
        Files.createDirectories(house.published(STRAY).getParent());
        Files.writeString(house.published(STRAY), "of nobody");
    }
}
