package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.NOTHING;
import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.access.Caller;
import io.staithe.fault.Fault;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publication.Signing;
import io.staithe.publish.Publications.NewPublication;
import io.staithe.publish.Publications.NewSource;
import io.staithe.queue.Listing;
import io.staithe.testkit.DebBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Where publications may be, what is guessed, and what outside web servers see of it. */
final class PlacesIT {
    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;

    @BeforeEach
    void stock() {
        house = new PublishingHouse(room);
        node = house.node();
        house.add(house.repository("main"), DebBuilder.of("hello"));
        house.add(house.repository("other"), DebBuilder.of("other").architecture("i386"));
        house.repository("empty");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aDroppedPublicationIsGoneAndItsFilesStayForOthers() {
        Publication gone = publish("bookworm");
        Publication stays = publish("trixie");
        node.drop(gone);
        assertThat(house.published("dists/bookworm")).doesNotExist();
        assertThat(house.text("dists/trixie/InRelease")).contains("Suite: trixie");
        assertThat(get(node.archives.resolve(Caller.open(), "", "pool/main/h/hello/hello_1.0_amd64.deb"))
                        .sizeBytes())
                .isPositive();
        StepVerifier.create(node.archives.resolve(Caller.open(), "", "dists/bookworm/InRelease"))
                .expectComplete()
                .verify(TIMEOUT);
        StepVerifier.create(node.publications.show(PublishingHouse.caller(), gone.place()))
                .expectErrorMessage("there is no publication './bookworm'")
                .verify(TIMEOUT);
        assertThat(get(node.publications.list(PublishingHouse.caller()).collectList()))
                .containsExactly(stays);
        assertThat(publish("bookworm").id()).isNotEqualTo(gone.id());
        assertThat(house.text("dists/bookworm/InRelease")).contains("Suite: bookworm");
    }

    @ParameterizedTest
    @CsvSource({"bookworm,bookworm/updates", "bookworm/updates,bookworm", "a/b/c,a", "a,a/b/c", "a/b,a/b/c"})
    void distributionsLieUnderEachOther(String first, String second) {
        Publication one = publish(first);
        Publication two = publish(second);
        for (int round = 0; round < 2; round++) {
            assertThat(house.text("dists/" + first + "/Release")).contains("Suite: " + first + "\n");
            assertThat(house.text("dists/" + second + "/Release")).contains("Suite: " + second + "\n");
            assertThat(house.published("dists/" + first + "/main/binary-amd64/by-hash/SHA256"))
                    .isDirectory();
            assertThat(get(node.archives.resolve(Caller.open(), "", "dists/" + first + "/Release"))
                            .generation()
                            .orElseThrow()
                            .publication())
                    .isEqualTo(one.id());
            assertThat(get(node.archives.resolve(Caller.open(), "", "dists/" + second + "/Release"))
                            .generation()
                            .orElseThrow()
                            .publication())
                    .isEqualTo(two.id());
            node.update(one);
            node.update(two);
        }
        node.drop(one);
        assertThat(house.published("dists/" + first + "/Release")).doesNotExist();
        assertThat(house.text("dists/" + second + "/Release")).contains("Suite: " + second + "\n");
        node.drop(two);
        assertThat(house.published("dists/" + second + "/Release")).doesNotExist();
    }

    @Test
    void ofTwoPlacesThatAreInEachOthersWayAtTheSameInstantOneIsRefused() {
        Sinks.One<Boolean> asked = Sinks.one();
        Sinks.Empty<Void> goOn = Sinks.empty();
        PublishingNode late = house.node(Seams.none().claims(plain -> new SlowClaims(plain, asked, goOn.asMono())));
        Mono<Publication> outer = Mono.fromCallable(() -> late.create(wanted("a", Map.of("b", "main"), null)))
                .subscribeOn(house.callers)
                .cache();
        outer.subscribe(done -> {}, failure -> {});
        get(asked.asMono());
        publish("a/b");
        goOn.tryEmitEmpty();
        assertThatThrownBy(() -> outer.block(TIMEOUT)).hasMessageContaining("already used by another published repo");
        assertThat(house.count("SELECT count(*) FROM publication")).isEqualTo(1);
    }

    @Test
    void aPlaceInTheWayIsRefused() {
        publish("bookworm");
        assertThatThrownBy(() -> publish("bookworm"))
                .hasMessage("prefix/distribution already used by another published repo: "
                        + "./bookworm [amd64] publishes {main: [main]}");
        assertThatThrownBy(() -> publish("bookworm/main")).hasMessageContaining("already used");
        assertThatThrownBy(() -> publish("bookworm/InRelease/x")).hasMessageContaining("already used");
    }

    @Test
    void whatIsNotSaidIsGuessed() {
        house.update("UPDATE repository SET default_distribution = 'sid' WHERE name = 'main'");
        Publication guessed = create(null, List.of(new NewSource(null, "main"), new NewSource("extra", "other")));
        assertThat(guessed.place()).hasToString("./sid");
        assertThat(guessed.architectures()).containsExactly("amd64", "i386");
        assertThat(guessed.sources()).extracting(Publication.Source::component).containsExactly("extra", "main");
    }

    @Test
    void whatCannotBeGuessedIsRefusedInAptlysWords() {
        assertRefused(null, "main", "unable to guess distribution name, please specify explicitly");
        assertRefused("x", "empty", "unable to figure out list of architectures, please supply explicit list");
        assertThatThrownBy(() -> create("x", List.of(new NewSource(null, "main"), new NewSource(null, "other"))))
                .hasMessage("duplicate component name: main");
        house.update("UPDATE repository SET default_component = ''");
        assertThatThrownBy(() -> create("x", List.of(new NewSource(null, "main"), new NewSource("c", "other"))))
                .hasMessage("unable to figure out component name for [main]");
        assertRefused("x", "absent", "local repo with name absent not found");
        assertThatThrownBy(() -> create("x", List.of())).hasMessage("sources are empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "dists", "a/pool", ".staithe", "a//b", "a b", "/a", "a\u0000"})
    void prefixesThatAreNoPathsAreRefused(String prefix) {
        assertThatThrownBy(() -> node.create(new NewPublication(
                        "", prefix, "x", SourceKind.LOCAL, List.of(new NewSource(null, "main")), List.of(), NOTHING)))
                .hasMessageContaining("invalid prefix");
        assertThatThrownBy(() -> create(prefix, List.of(new NewSource(null, "main"))))
                .hasMessageContaining("invalid distribution");
        assertThatThrownBy(() -> create("x", List.of(new NewSource(prefix, "main"))))
                .hasMessageContaining("invalid component");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hardlink", "symlink", "copy"})
    void anEndpointIsATreeOfItsOwnWithFilesAsItsMethodSays(String method) throws IOException {
        String storage = "filesystem:" + method;
        Publication away = node.create(new NewPublication(
                storage, "deb", "x", SourceKind.LOCAL, List.of(new NewSource(null, "main")), List.of(), NOTHING));
        assertThat(away.place()).hasToString(storage + ":deb/x");
        Path root = house.storages.paths(storage).root();
        Path file = root.resolve("deb/pool/main/h/hello/hello_1.0_amd64.deb");
        assertThat(file).hasBinaryContent(DebBuilder.of("hello").bytes());
        Path blob = get(node.archives.resolve(Caller.open(), storage, "deb/pool/main/h/hello/hello_1.0_amd64.deb"))
                .pieces()
                .get(0)
                .file();
        assertThat(Files.isSymbolicLink(file)).isEqualTo(method.equals("symlink"));
        assertThat(Files.isSameFile(file, blob)).isEqualTo(!method.equals("copy"));
        assertThat(root.resolve("deb/dists/x/Release")).content().contains("Suite: x\n");
        assertThat(house.published("deb")).doesNotExist();
        StepVerifier.create(node.archives.resolve(Caller.open(), "", "deb/dists/x/Release"))
                .expectComplete()
                .verify(TIMEOUT);
        for (String shown : List.of("Release", "main/binary-amd64/Packages")) {
            assertThat(root.resolve("deb/dists/x/" + shown))
                    .hasBinaryContent(PublishingHouse.bytes(
                            get(node.archives.resolve(Caller.open(), storage, "deb/dists/x/" + shown))));
        }
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE NOT linked"))
                .isZero();
        node.drop(away);
        assertThat(root.resolve("deb/dists/x")).doesNotExist();
    }

    @Test
    void otherStoragesAreNotConfigured() {
        assertThatThrownBy(() -> node.create(new NewPublication(
                        "filesystem:away",
                        ".",
                        "x",
                        SourceKind.LOCAL,
                        List.of(new NewSource(null, "main")),
                        List.of(),
                        NOTHING)))
                .hasMessage("published local storage away not configured");
    }

    @Test
    void listedArchitecturesAreKeptAndOthersLeftOut() {
        Publication publication = node.create(new NewPublication(
                "",
                "deep/prefix",
                "x",
                SourceKind.LOCAL,
                List.of(new NewSource(null, "main")),
                List.of("i386", "arm64", "i386"),
                NOTHING));
        assertThat(publication.architectures()).containsExactly("arm64", "i386");
        assertThat(house.gunzipped("deep/prefix/dists/x/main/binary-arm64/Packages.gz"))
                .isEmpty();
        assertThat(house.published("deep/prefix/pool")).doesNotExist();
    }

    @Test
    void optionsAreKeptAndChanged() {
        Publication publication = publish("bookworm");
        node.update(publication, new Change("Ours", "Us", "12", null, true, null, true, null, null, true, null, false));
        assertThat(house.text("dists/bookworm/Release"))
                .startsWith("Origin: Us\nLabel: Ours\nSuite: bookworm\nVersion: 12\n")
                .contains("NotAutomatic: yes\n");
        assertThat(house.published("pool/bookworm/main/h/hello/hello_1.0_amd64.deb"))
                .isRegularFile();
        Publication changed = node.update(
                publication, new Change("", null, null, null, null, null, null, null, false, null, null, false));
        assertThat(changed.options().label()).isEmpty();
        assertThat(changed.options().origin()).isEqualTo("Us");
        assertThat(changed.options().multiDist()).isTrue();
        assertThat(house.text("dists/bookworm/Release")).doesNotContain("Acquire-By-Hash");
        assertThatThrownBy(() -> node.update(
                        publication,
                        new Change("a\nSHA256: x", null, null, null, null, null, null, null, null, null, null, false)))
                .hasMessageContaining("must be one line");
    }

    @Test
    void signingFallsBackToTheDefaultKeyOrIsLeftOut() {
        Publication unknown = node.create(
                wanted("a", Map.of("main", "main"), new Signing(false, List.of("/nowhere/aptly.pub"), "anything")));
        assertThat(unknown.options().keys()).isEmpty();
        assertThat(house.text("dists/a/InRelease")).contains("BEGIN PGP SIGNATURE");
        node.create(wanted("b", Map.of("main", "main"), new Signing(true, List.of(), null)));
        assertThat(house.published("dists/b/InRelease")).doesNotExist();
        assertThat(house.published("dists/b/Release")).isRegularFile();
        assertThat(house.rows("SELECT payload::text AS payload FROM task").toString())
                .doesNotContain("anything");
    }

    @Test
    void theSourcesTextSetsAMachineUp() {
        PublicKeys keys = new PublicKeys(house.keyring);
        Publication publication = publish("bookworm/updates");
        String fingerprint = keys.fingerprint(publication).orElseThrow();
        assertThat(keys.sources(publication, "http://host/repos/-", PublicKeys.Trust.KEYRING_FILE))
                .isEqualTo("Types: deb\nURIs: http://host/repos/-\nSuites: bookworm/updates\nComponents: main\n"
                        + "Signed-By: /etc/apt/keyrings/staithe-" + fingerprint.substring(24) + ".asc\n");
        assertThat(keys.sources(publication, "http://host/repos/-", PublicKeys.Trust.EMBEDDED))
                .contains("\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n ");
        assertThat(keys.armored("archive")).isEqualTo(keys.armored(fingerprint)).isPresent();
        assertThat(keys.armored("nobody")).isEmpty();
    }

    private void assertRefused(@Nullable String distribution, String repository, String message) {
        assertThatThrownBy(() -> create(distribution, List.of(new NewSource(null, repository))))
                .isInstanceOf(Fault.class)
                .hasMessage(message);
        assertThat(Files.exists(house.published("dists"))).isFalse();
    }

    private Publication publish(String distribution) {
        return node.create(wanted(distribution, Map.of("main", "main"), null));
    }

    private Publication create(@Nullable String distribution, List<NewSource> sources) {
        NewPublication wanted =
                new NewPublication("", ".", distribution, SourceKind.LOCAL, sources, List.of(), NOTHING);
        if (distribution != null) {
            return node.create(wanted);
        }
        node.performed(get(node.publications.create(PublishingHouse.caller(), wanted, Listing.LISTED)));
        return get(node.publications.list(PublishingHouse.caller()).next());
    }
}
