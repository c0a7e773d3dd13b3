package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.forced;
import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.access.Caller;
import io.staithe.catalog.Repository;
import io.staithe.pool.Blob;
import io.staithe.postgres.PgClaims;
import io.staithe.publish.Served.Caching;
import io.staithe.publish.generation.ClaimStore.Wanted;
import io.staithe.testkit.DebBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Pool paths: who may show which bytes where. */
final class ClaimsIT {
    private static final String PATH = "pool/main/h/hello/hello_1.0_amd64.deb";
    private static final DebBuilder ONE = DebBuilder.of("hello");
    private static final DebBuilder OTHER = DebBuilder.of("hello").field("Description", "other bytes");

    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;
    private Repository stable;
    private Repository testing;

    @BeforeEach
    void stock() {
        house = new PublishingHouse(room);
        node = house.node();
        stable = house.repository("stable");
        testing = house.repository("testing");
        house.add(stable, ONE);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theSameBytesAreClaimedOnceAndLinkedHard() throws IOException {
        house.add(testing, ONE);
        publish("stable");
        publish("testing");
        assertThat(house.count("SELECT count(*) FROM pool_claim")).isEqualTo(1);
        assertThat(house.count("SELECT count(*) FROM pool_use WHERE until_generation IS NULL"))
                .isEqualTo(2);
        assertThat(Files.isSameFile(
                        house.published(PATH), served().pieces().get(0).file()))
                .isTrue();
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE linked")).isEqualTo(1);
    }

    @Test
    void otherBytesAreRefusedNamingBoth() {
        house.add(testing, OTHER);
        publish("stable");
        assertThatThrownBy(() -> publish("testing"))
                .hasMessageContaining("error linking file to " + PATH + ": file already exists and is different")
                .hasMessageContaining(sha256(ONE))
                .hasMessageContaining(sha256(OTHER));
        assertThat(served().sha256()).isEqualTo(sha256(ONE));
        assertThat(house.published("dists/testing")).doesNotExist();
    }

    @Test
    void whoForcesOverwritesWithTheSwitchAndLosesImmutability() throws IOException {
        Publication before = publish("stable");
        house.remove(stable, "hello");
        house.add(stable, OTHER);
        assertThatThrownBy(() -> node.update(before)).hasMessageContaining("is different");
        assertThat(served().sha256()).isEqualTo(sha256(ONE));
        node.update(before, forced());
        assertThat(served().sha256()).isEqualTo(sha256(OTHER));
        assertThat(served().caching()).isEqualTo(Caching.REVALIDATE);
        assertThat(Files.isSameFile(
                        house.published(PATH), served().pieces().get(0).file()))
                .isTrue();
    }

    @Test
    void aPathThatNoCurrentGenerationNamesIsFreeForOtherBytes() {
        Publication publication = publish("stable");
        house.remove(stable, "hello");
        node.update(publication);
        assertThat(house.count("SELECT count(*) FROM pool_use WHERE until_generation IS NULL"))
                .isZero();
        house.add(stable, OTHER);
        node.update(publication);
        assertThat(served().sha256()).isEqualTo(sha256(OTHER));
    }

    @Test
    void aPackageThatComesBackUsesItsClaimAgain() {
        Publication publication = publish("stable");
        house.remove(stable, "hello");
        node.update(publication);
        house.add(stable, ONE);
        node.update(publication);
        assertThat(house.rows("SELECT since_generation, until_generation FROM pool_use ORDER BY 1")
                        .toString())
                .isEqualTo("[{since_generation=1, until_generation=2}, {since_generation=3, until_generation=null}]");
        assertThat(served().caching()).isEqualTo(Caching.IMMUTABLE);
    }

    @Test
    void twoNamesakesInOnePublicationAreRefused() {
        house.add(stable, DebBuilder.of("hello").architecture("all").version("2.0"));
        house.update("UPDATE package SET file_name = 'hello_1.0_amd64.deb'");
        assertThatThrownBy(() -> publish("stable")).hasMessageContaining("is different");
    }

    @Test
    void ofTwoWhoBringDifferentBytesAtOnceOneIsRefused() {
        house.add(testing, OTHER);
        List<String> ends = get(Flux.just("stable", "testing")
                .flatMap(name -> Mono.fromCallable(() -> publish(name))
                        .subscribeOn(house.callers)
                        .map(done -> "published")
                        .onErrorResume(failure -> Mono.just(String.valueOf(failure.getMessage()))))
                .collectList());
        assertThat(ends).contains("published").anyMatch(end -> end.contains("is different"));
        assertThat(house.count("SELECT count(*) FROM publication")).isEqualTo(1);
    }

    @Test
    void manyPublicationsOfOnePrefixClaimTheSamePathsAtOnce() {
        DebBuilder[] many = IntStream.range(0, 120)
                .mapToObj(number -> DebBuilder.of("package-" + number))
                .toArray(DebBuilder[]::new);
        house.add(stable, many);
        house.add(testing, many);
        Flux.range(0, 6)
                .flatMap(number -> Mono.fromCallable(() -> node.create(wanted(
                                "suite-" + number, Map.of("main", number % 2 == 0 ? "stable" : "testing"), null)))
                        .subscribeOn(house.callers))
                .then()
                .block(TIMEOUT);
        node.claims.linkRemaining().block(TIMEOUT);
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE linked")).isEqualTo(121);
        assertThat(house.count("SELECT count(*) FROM pool_use")).isEqualTo(3 * 121 + 3 * 120);
    }

    @Test
    void aLinkThatACrashLeftOutIsMended() throws IOException {
        publish("stable");
        Files.delete(house.published(PATH));
        house.update("UPDATE pool_claim SET linked = false");
        node.claims.linkRemaining().block(TIMEOUT);
        assertThat(house.published(PATH)).hasBinaryContent(ONE.bytes());
    }

    @Test
    void aPathWhoseBytesVanishedDoesNotKeepOthersFromTheirLinks() throws IOException {
        DebBuilder lost = DebBuilder.of("lost");
        house.add(stable, lost);
        publish("stable");
        Files.delete(house.published("pool/main/l/lost/lost_1.0_amd64.deb"));
        Files.delete(house.pool.file(house.keep(lost.bytes()).location()).orElseThrow());
        Files.delete(house.published(PATH));
        house.update("UPDATE pool_claim SET linked = false");
        node.claims.linkRemaining().block(TIMEOUT);
        assertThat(house.published(PATH)).hasBinaryContent(ONE.bytes());
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE NOT linked"))
                .isEqualTo(1);
    }

    @Test
    void whoIsLateWithALinkTakesNothingFromWhoOvertook() throws IOException {
        house.add(testing, OTHER);
        Sinks.One<Boolean> asked = Sinks.one();
        Sinks.Empty<Void> goOn = Sinks.empty();
        PublishingNode late = house.node(Seams.none().claims(plain -> new SlowClaims(plain, asked, goOn.asMono())));
        Mono<Publication> overtaken = Mono.fromCallable(
                        () -> late.create(wanted("stable", Map.of("main", "stable"), null)))
                .subscribeOn(house.callers)
                .cache();
        overtaken.subscribe(done -> {}, failure -> {});
        get(asked.asMono());
        publish("testing");
        goOn.tryEmitEmpty();
        assertThatThrownBy(() -> overtaken.block(TIMEOUT)).hasMessageContaining("is different");
        assertThat(served().sha256()).isEqualTo(sha256(OTHER));
        assertThat(house.published(PATH)).hasBinaryContent(OTHER.bytes());
    }

    @Test
    void whoLinksLateWhatWasOverwrittenMakesItAnew() throws IOException {
        Publication publication = publish("stable");
        house.update("UPDATE pool_claim SET linked = false");
        Mono<Publication> overwritten = Mono.fromCallable(() -> {
                    house.remove(stable, "hello");
                    house.add(stable, OTHER);
                    return node.update(publication, forced());
                })
                .subscribeOn(house.callers)
                .cache();
        PublishingNode late = house.node(Seams.none().claims(plain -> new LateClaims(plain, overwritten.then())));
        late.claims.linkRemaining().block(TIMEOUT);
        assertThat(house.published(PATH)).hasBinaryContent(OTHER.bytes());
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE linked")).isEqualTo(1);
    }

    @Test
    void whoLinksLateWhatWasDroppedTakesNothingFromWhoCameAfter() throws IOException {
        Publication publication = publish("stable");
        house.update("UPDATE pool_claim SET linked = false");
        house.add(testing, OTHER);
        Mono<Publication> publishedAnew = Mono.fromCallable(() -> {
                    node.drop(publication);
                    house.update("DELETE FROM pool_use");
                    house.update("DELETE FROM pool_claim");
                    Files.delete(house.published(PATH));
                    return publish("testing");
                })
                .subscribeOn(house.callers)
                .cache();
        PublishingNode late = house.node(Seams.none().claims(plain -> new LateClaims(plain, publishedAnew.then())));
        late.claims.linkRemaining().block(TIMEOUT);
        assertThat(house.published(PATH)).hasBinaryContent(OTHER.bytes());
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE linked")).isEqualTo(1);
    }

    @Test
    void allThatAnUpdateOverwritesLeadsToItsBytesWhenItIsShown() {
        List<String> names =
                IntStream.range(0, 12).mapToObj(number -> "over-" + number).toList();
        names.forEach(name -> house.add(testing, DebBuilder.of(name)));
        Publication before = publish("testing");
        node.claims.linkRemaining().block(TIMEOUT);
        names.forEach(name -> {
            house.remove(testing, name);
            house.add(testing, DebBuilder.of(name).field("Description", "other bytes"));
        });
        node.update(before, forced());
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE NOT linked"))
                .isZero();
        assertThat(names)
                .allSatisfy(name -> assertThat(house.published("pool/main/o/" + name + "/" + name + "_1.0_amd64.deb"))
                        .hasBinaryContent(DebBuilder.of(name)
                                .field("Description", "other bytes")
                                .bytes()));
    }

    @Test
    void missingLinksOfManyPrefixesAreMadeTogether() {
        for (String prefix : List.of("one", "two")) {
            node.create(new Publications.NewPublication(
                    "",
                    prefix,
                    "stable",
                    SourceKind.LOCAL,
                    List.of(new Publications.NewSource("main", "stable")),
                    List.of(),
                    PublishingHouse.NOTHING));
        }
        house.update("INSERT INTO pool_claim (storage, prefix, path, blob_id) SELECT c.storage, c.prefix, "
                + "'pool/main/' || n, c.blob_id FROM generate_series(1, 400) n, pool_claim c ORDER BY n");
        house.update("INSERT INTO pool_use (claim_id, publication_id, since_generation) SELECT c.id, "
                + "(SELECT min(id) FROM publication), 1 FROM pool_claim c WHERE NOT c.linked");
        node.claims.linkRemaining().block(TIMEOUT);
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE linked")).isEqualTo(802);
    }

    @Test
    void whatCannotBeLinkedKeepsNothingElseFromItsLink() throws IOException {
        house.add(stable, DebBuilder.of("other"));
        Publication publication = publish("stable");
        Path inTheWay = house.published("pool/main/o/other/other_1.0_amd64.deb");
        Files.delete(inTheWay);
        Files.createDirectories(inTheWay.resolve("something"));
        Files.delete(house.published(PATH));
        house.update("UPDATE pool_claim SET linked = false");
        house.update("INSERT INTO pool_claim (storage, prefix, path, blob_id) SELECT 'filesystem:gone', prefix, path, "
                + "blob_id FROM pool_claim");
        house.update("INSERT INTO pool_use (claim_id, publication_id, since_generation) SELECT c.id, "
                + publication.id() + ", 1 FROM pool_claim c WHERE storage <> ''");
        node.claims.linkRemaining().block(TIMEOUT);
        assertThat(house.published(PATH)).hasBinaryContent(ONE.bytes());
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE linked")).isEqualTo(1);
    }

    @Test
    void aLinkThatCameLateIsNotedAndMadeAnew() {
        publish("stable");
        Blob other = house.keep(OTHER.bytes());
        long claim = house.count("SELECT id FROM pool_claim");
        new PgClaims(house.sql)
                .linked("", ".", List.of(new Wanted(claim, PATH, other.id())))
                .then()
                .block(TIMEOUT);
        assertThat(house.count("SELECT count(*) FROM pool_claim WHERE linked")).isZero();
    }

    private Publication publish(String name) {
        return node.create(wanted(name, Map.of("main", name), null));
    }

    private Served served() {
        return get(node.archives.resolve(Caller.open(), "", PATH));
    }

    private String sha256(DebBuilder deb) {
        return house.keep(deb.bytes()).digests().sha256();
    }
}
