package io.staithe.publish.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.archive.ListedFile;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.Place;
import io.staithe.publish.files.Outside.Link;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.Sha256;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What every {@link Outside} must show, whatever readers reach it by. */
public interface OutsideContract {
    /** The longest that anything here may take. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /** To be judged, ready and empty; the same one within a test. */
    Outside testee();

    /** Where its packages come from. */
    Pool pool();

    /** Where its generations are staged. */
    PublishedPaths staged();

    /** What readers get at a path of the storage; empty where nothing is. */
    Optional<byte[]> seen(String path);

    @Test
    default void anAddedPathLeadsToItsBytesUntilItIsDeleted() {
        Link link = new Link("pool/main/h/hello/hello_1_amd64.deb", kept("hello"));
        assertThat(done(testee().add("debian", List.of(link)))).containsExactly(link);
        assertThat(done(testee().add("debian", List.of(link)))).containsExactly(link);
        assertThat(text("debian/" + link.path())).contains("hello");
        testee().deletePoolPath("debian/" + link.path()).block(PATIENCE);
        testee().deletePoolPath("debian/" + link.path()).block(PATIENCE);
        assertThat(text("debian/" + link.path())).isEmpty();
    }

    @Test
    default void whoComesLateTakesNoPathFromAnybodyAndWhoReplacesDoes() {
        Link first = new Link("pool/main/h/hello/hello_1_amd64.deb", kept("first"));
        Link other = new Link(first.path(), kept("other"));
        done(testee().add(".", List.of(first)));
        assertThat(done(testee().add(".", List.of(other)))).isEmpty();
        assertThat(text(first.path())).contains("first");
        assertThat(done(testee().replace(".", List.of(other)))).containsExactly(other);
        assertThat(text(first.path())).contains("other");
        assertThat(done(testee().replace(".", List.of(other)))).containsExactly(other);
    }

    @Test
    default void whatIsNotInThePoolIsNotSeen() {
        Location gone = kept("gone");
        pool().delete(gone).block(PATIENCE);
        Link lost = new Link("pool/main/g/gone/gone_1_amd64.deb", gone);
        Link there = new Link("pool/main/t/there/there_1_amd64.deb", kept("there"));
        assertThat(done(testee().replace(".", List.of(lost, there)))).containsExactly(there);
        assertThat(text(lost.path())).isEmpty();
    }

    @Test
    default void pathsAreFoundByAgeAndByTheirAbsence() {
        Link link = new Link("pool/main/h/hello/hello_1_amd64.deb", kept("hello"));
        done(testee().add("a", List.of(link)));
        Instant born = Instant.now().minus(Duration.ofMinutes(1));
        assertThat(done(testee().oldPoolPaths("a", born, Duration.ofSeconds(-5)).collectList()))
                .containsExactly(link.path());
        assertThat(done(testee().oldPoolPaths("a", born, Duration.ofMinutes(1)).collectList()))
                .isEmpty();
        shown(new Shown(1, 1, "", "x", "x", stage(1, "1-1-a", Map.of()), Instant.now()));
        assertThat(done(testee().missing(List.of("a/" + link.path(), "a/pool/none"))
                        .collectList()))
                .containsExactly("a/pool/none");
        assertThat(done(testee().pool("a"))).isNotEqualTo(testee().pool("b").block(PATIENCE));
    }

    @Test
    default void aGenerationIsSeenWholeAndTheNextOneAfterIt() {
        Shown first = shown(1, 1, "bookworm", Map.of("main/binary-amd64/Packages", "one"));
        shown(first);
        assertThat(text("dists/bookworm/InRelease")).contains("InRelease of 1-1-a");
        assertThat(text("dists/bookworm/Release.gpg")).contains("Release.gpg of 1-1-a");
        assertThat(text("dists/bookworm/main/binary-amd64/Packages")).contains("one");
        assertThat(text(byHash("bookworm", "one"))).contains("one");

        Shown second = shown(1, 2, "bookworm", Map.of("main/binary-amd64/Packages", "two"));
        shown(second);
        assertThat(text("dists/bookworm/InRelease")).contains("InRelease of 2-1-a");
        assertThat(text("dists/bookworm/main/binary-amd64/Packages")).contains("two");
        assertThat(text(byHash("bookworm", "two"))).contains("two");
        assertThat(text(byHash("bookworm", "one")))
                .as("who follows the first InRelease")
                .contains("one");
    }

    @Test
    default void distributionsUnderOthersAndAliasesAreSeenByTheirNames() {
        Shown outer = shown(1, 1, "bookworm", Map.of("main/binary-amd64/Packages", "outer"));
        Shown inner = shown(2, 1, "bookworm/updates", Map.of("main/binary-amd64/Packages", "inner"));
        shown(outer, inner);
        assertThat(text("dists/bookworm/main/binary-amd64/Packages")).contains("outer");
        assertThat(text("dists/bookworm/updates/main/binary-amd64/Packages")).contains("inner");
        Shown alias = new Shown(1, 1, "", "bookworm", "stable", outer.staging(), outer.lastModified());
        shown(alias);
        assertThat(text("dists/stable/InRelease")).isEqualTo(text("dists/bookworm/InRelease"));
        assertThat(text(byHash("stable", "outer"))).contains("outer");

        shown(inner);
        assertThat(text("dists/bookworm/InRelease")).isEmpty();
        assertThat(text("dists/bookworm/main/binary-amd64/Packages")).isEmpty();
        assertThat(text("dists/bookworm/updates/InRelease")).contains("InRelease of 1-1-a");
        testee().follow(new Group("", ".", "bookworm"), List.of()).block(PATIENCE);
        assertThat(text("dists/bookworm/updates/InRelease")).isEmpty();
    }

    @Test
    default void aGenerationThatIsNotSignedAnyMoreShowsNoSignature() {
        shown(shown(1, 1, "bookworm", Map.of("main/binary-amd64/Packages", "one")));
        String staging = stage(1, "2-1-a", Map.of("main/binary-amd64/Packages", "two"), Set.of("Release"));
        shown(new Shown(1, 2, "", "bookworm", "bookworm", staging, Instant.now()));
        assertThat(text("dists/bookworm/Release")).contains("Release of 2-1-a");
        assertThat(text("dists/bookworm/InRelease")).isEmpty();
        assertThat(text("dists/bookworm/Release.gpg")).isEmpty();
    }

    /** Prepares and follows, as a switch does. */
    default void shown(Shown... living) {
        for (Shown each : living) {
            testee().prepare(".", List.of(each.name()), each.staging()).block(PATIENCE);
        }
        Group group = Group.of(new Place("", ".", living[0].name()));
        testee().follow(group, List.of(living)).block(PATIENCE);
        testee().follow(group, List.of(living)).block(PATIENCE);
    }

    /** A staged generation of a distribution. */
    default Shown shown(long publication, long number, String distribution, Map<String, String> indexes) {
        String staging = stage(publication, number + "-1-a", indexes);
        return new Shown(publication, number, "", distribution, distribution, staging, Instant.now());
    }

    private String stage(long publication, String attempt, Map<String, String> indexes) {
        return stage(publication, attempt, indexes, Set.of("InRelease", "Release", "Release.gpg"));
    }

    private String stage(long publication, String attempt, Map<String, String> indexes, Set<String> releases) {
        String place = PublishedPaths.staging(publication, attempt);
        var storage = new Storages.Storage(staged(), LinkMethod.HARDLINK, Readers.ANYBODY);
        try {
            Staged generation = Staged.begin(storage, publication, place);
            List<ListedFile> all = new ArrayList<>();
            for (var index : new TreeMap<>(indexes).entrySet()) {
                all.add(generation.write(index.getKey(), index.getValue().getBytes(UTF_8), Set.of()));
            }
            generation.shareByHash(all);
            for (String release : releases) {
                all.add(generation.write(release, (release + " of " + attempt).getBytes(UTF_8), Set.of()));
            }
            Staged.sync(generation.finish(all));
            return place;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Where an index is by its digest. */
    static String byHash(String distribution, String index) {
        return "dists/" + distribution + "/main/binary-amd64/by-hash/SHA256/" + Sha256.hex(index.getBytes(UTF_8));
    }

    /** Bytes in the pool. */
    default Location kept(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return done(pool().spool(new Bodies().of(bytes, bytes.length), new BodyLimits(1 << 20, PATIENCE, 0, PATIENCE))
                .flatMap(pool()::keep));
    }

    private Optional<String> text(String path) {
        return seen(path).map(bytes -> new String(bytes, UTF_8));
    }

    private static <T> T done(Mono<T> work) {
        return Objects.requireNonNull(work.block(PATIENCE));
    }
}
