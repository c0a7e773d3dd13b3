package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static io.staithe.library.LibraryNode.REPLACING;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.deb.PackageKey;
import io.staithe.library.LibraryNode.Parts;
import io.staithe.library.change.Wanted;
import io.staithe.library.copy.Copies;
import io.staithe.library.policy.Policies;
import io.staithe.library.policy.Policies.Quota;
import io.staithe.library.policy.Policies.Retention;
import io.staithe.observe.Meters;
import io.staithe.queue.Listing;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the policies of a repository let in, whichever way it comes, and what they make go. */
final class PoliciesIT {
    private static final Specimen ONE = Specimen.deb("hello", "1.0", "one");
    private static final Specimen TWO = Specimen.deb("hello", "2.0", "two!");
    private static final Specimen THREE = Specimen.deb("hello", "10.0", "three");
    private static final Specimen WORLD = Specimen.deb("world", "1", "world");

    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);
    private final LibraryNode node = LibraryNode.closed(database, uploaded, Parts.usual());

    @BeforeEach
    void open() {
        node.open().withRepository("main").withRepository("other");
    }

    @AfterEach
    void stop() {
        node.stop();
        database.connections().dispose();
    }

    @Test
    void aFileThatBreaksARuleFailsAndSaysWhichAndTheOthersAreAdded() {
        set(Document.none().names("wor*"));
        Task added = add(ONE, WORLD);
        assertThat(AdditionsIT.texts(added, "added")).containsExactly("world_1_amd64 added");
        assertThat(AdditionsIT.texts(added, "failedFiles")).containsExactly("in/hello_1.0_amd64.deb");
        assertThat(AdditionsIT.texts(added, "warnings"))
                .containsExactly("Unable to add package: hello_1.0_amd64: 'hello' must be like one of wor*"
                        + " (policy 'names')");
        assertThat(Meters.POLICY_REFUSALS.counter(node.meters, "rule", "names").count())
                .isEqualTo(1);
    }

    @Test
    void whatIsThereMayBeSentAgainWhateverWasRuledSince() {
        add(ONE);
        set(Document.none().names("world").higher().quota(0L, null));
        assertThat(AdditionsIT.texts(add(ONE), "failedFiles")).isEmpty();
    }

    @Test
    void aLowerOrAnEqualVersionIsRefusedWhereItMustBeHigherAndReplacingDoesNotHelp() {
        set(Document.none().higher());
        assertThat(AdditionsIT.texts(add(THREE, TWO), "warnings"))
                .containsExactly(
                        "Unable to add package: hello_2.0_amd64: the version must be higher than 10.0, which is"
                                + " there (policy 'higherVersion')");
        upload("equal", Specimen.deb("hello", "10.0", "other bytes"));
        Task equal = node.add("main", "equal", null, REPLACING);
        assertThat(AdditionsIT.texts(equal, "failedFiles")).hasSize(1);
        assertThat(node.members("main")).containsExactly("hello_10.0_amd64");
        add(Specimen.deb("hello", "10.1", "newest"), Specimen.deb("hello", "1:0", "epoch"), WORLD);
        assertThat(node.members("main")).hasSize(4);
    }

    @Test
    void aFullRepositoryTakesWhatFitsAndMoreOnceSomethingIsRemoved() {
        set(Document.none().quota(2L, null));
        Task added = add(ONE, TWO, WORLD);
        assertThat(AdditionsIT.texts(added, "warnings"))
                .containsExactly("Unable to add package: world_1_amd64: the repository would hold 3 packages and may"
                        + " hold 2 (policy 'quota')");
        remove(ONE);
        assertThat(AdditionsIT.texts(add(WORLD), "failedFiles")).isEmpty();
    }

    @Test
    void bytesAreCountedAlsoWhereOthersAreReplacedAndWhereOldRowsAreSwept() {
        set(Document.none().quota(null, 8L));
        add(ONE, TWO);
        assertThat(node.members("main")).hasSize(2);
        upload("longer", Specimen.deb("hello", "2.0", "longer"));
        assertThat(AdditionsIT.texts(node.add("main", "longer", null, REPLACING), "failedFiles"))
                .hasSize(1);
        upload("shorter", Specimen.deb("hello", "2.0", "2"));
        assertThat(AdditionsIT.texts(node.add("main", "shorter", null, REPLACING), "failedFiles"))
                .isEmpty();
        remove(ONE);
        execute("DELETE FROM membership WHERE until_revision IS NOT NULL");
        assertThat(AdditionsIT.texts(add(Specimen.deb("seven", "1", "1234567")), "failedFiles"))
                .isEmpty();
        assertThat(AdditionsIT.texts(add(Specimen.deb("one", "1", "1")), "failedFiles"))
                .hasSize(1);
    }

    @Test
    void theNewestStayAndWhatGoesIsLoggedInTheSameRevision() {
        set(Document.none().newest(2));
        add(ONE, TWO);
        Task added = add(THREE);
        assertThat(AdditionsIT.texts(added, "removed"))
                .containsExactly("hello_1.0_amd64 removed due to policy 'retention'");
        assertThat(node.members("main")).containsExactly("hello_10.0_amd64", "hello_2.0_amd64");
        assertThat(node.revision("main")).isEqualTo(2);
        assertThat(AdditionsIT.texts(add(Specimen.deb("hello", "1.5", "late")), "warnings"))
                .containsExactly("Unable to add package: hello_1.5_amd64: the newest 2 stay, and as many are higher"
                        + " (policy 'retention')");
        assertThat(new HistoryChecker(database)
                        .check("main", List.of("hello_2.0_amd64", "hello_10.0_amd64"), List.of("hello_1.0_amd64")))
                .isEmpty();
    }

    @Test
    void retentionMakesRoomInAQuota() {
        set(Document.none().newest(1).quota(1L, null));
        add(ONE, TWO, THREE);
        assertThat(node.members("main")).containsExactly("hello_10.0_amd64");
    }

    @Test
    void whatIsTooOldIsRemovedByATaskOfItsOwn() {
        add(ONE);
        execute("UPDATE revision SET at = at - INTERVAL '2 days'");
        add(TWO);
        node.retire();
        assertThat(node.members("main")).hasSize(2);
        set(new Document(Policies.NONE).age(Duration.ofDays(1)));
        node.retire();
        assertThat(node.members("main")).containsExactly("hello_2.0_amd64");
        assertThat(node.revision("main")).isEqualTo(3);
        node.retire();
        assertThat(node.revision("main")).isEqualTo(3);
    }

    @Test
    void packagesByKeyAndCopiesKeepToThePoliciesToo() {
        upload("source", ONE, TWO);
        node.add("other", "source");
        set(Document.none().versions("2*"));
        List<PackageKey> keys =
                node.packages("other").map(member -> member.key()).collectList().block(TIMEOUT);
        assertRefused(
                node.done(node.members.put(CALLER, "main", Objects.requireNonNull(keys), Listing.UNLISTED)),
                "refused-by-policy");
        Copies.Wanted all = new Copies.Wanted("main", "other", "hello", new Copies.Manner(false, false));
        assertRefused(node.done(node.copies.copy(CALLER, all, Listing.UNLISTED)), "refused-by-policy");
        assertThat(node.revision("main")).isZero();
        Copies.Wanted fitting = new Copies.Wanted("main", "other", "hello (>= 2)", new Copies.Manner(false, false));
        node.done(node.copies.copy(CALLER, fitting, Listing.UNLISTED));
        assertThat(node.members("main")).containsExactly("hello_2.0_amd64");
    }

    @Test
    void aKeyOfWhatWentForAnotherKeyIsRefusedLikeAnyOther() {
        upload("source", ONE, TWO);
        node.add("other", "source");
        add(ONE);
        set(Document.none().newest(1));
        assertRefused(
                node.done(node.members.put(CALLER, "main", List.of(key(TWO), key(ONE)), Listing.UNLISTED)),
                "refused-by-policy");
        node.done(node.members.put(CALLER, "main", List.of(key(ONE), key(TWO)), Listing.UNLISTED));
        assertThat(node.members("main")).containsExactly("hello_2.0_amd64");
    }

    @Test
    void aChangeThatRemovesFirstHasTheRoomAndOneThatAddsTooMuchChangesNothing() {
        upload("source", ONE, TWO, WORLD);
        node.add("other", "source");
        set(Document.none().higher().quota(1L, null));
        assertThat(change(List.of(), TWO).outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertRefused(change(List.of(), WORLD), "quota-exceeded");
        assertRefused(change(List.of(), ONE), "refused-by-policy");
        assertThat(change(List.of(key(TWO)), ONE).outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(node.members("main")).containsExactly("hello_1.0_amd64");
    }

    @Test
    void ofTwoInstancesWithoutLanesNeverBothPassTheLastPlaceNorALowerVersion() {
        LibraryNode one = racer("one-racer");
        LibraryNode two = racer("two-racer");
        set(Document.none().higher().quota(6L, null));
        Flux.range(0, 24)
                .flatMap(number -> uploaded.passing("race-" + number, racing(number))
                        .then((number % 2 == 0 ? one : two).adding("main", "race-" + number))
                        .flatMap(task -> node.tasks.await(task.id())))
                .then()
                .block(TIMEOUT);
        one.stop();
        two.stop();
        List<Integer> order = inOrderOfRevisions();
        assertThat(order).isSorted().doesNotHaveDuplicates().hasSizeBetween(1, 6);
        assertThat(node.members("main")).hasSameSizeAs(order);
    }

    private LibraryNode racer(String name) {
        return LibraryNode.closed(
                        database,
                        uploaded,
                        Parts.usual().named(name).withoutLanes(3).batching(1, 1000))
                .open();
    }

    private static Specimen racing(int number) {
        return Specimen.deb("racer", Integer.toString(number), "racer " + number);
    }

    private List<Integer> inOrderOfRevisions() {
        return Objects.requireNonNull(node.database
                .sql("SELECT version FROM membership WHERE name = 'racer' ORDER BY since_revision")
                .map(row -> Integer.valueOf(Objects.requireNonNull(row.get("version", String.class))))
                .all()
                .collectList()
                .block(TIMEOUT));
    }

    private Task change(List<PackageKey> removes, Specimen added) {
        Wanted.Taking taking = new Wanted.Taking("other", List.of(key(added)));
        Wanted wanted = new Wanted("main", List.of(), removes, List.of(taking), false);
        return node.done(node.changes.submit(CALLER, List.of(wanted), Listing.UNLISTED));
    }

    private static PackageKey key(Specimen specimen) {
        return specimen.found(1).key();
    }

    private static void assertRefused(Task task, String slug) {
        assertThat(task.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(slug));
    }

    private void set(Document document) {
        node.policies.set(CALLER, "main", document.policies(), null).block(TIMEOUT);
    }

    private Task add(Specimen... specimens) {
        upload("in", specimens);
        return node.add("main", "in");
    }

    private void remove(Specimen specimen) {
        node.done(node.members.remove(CALLER, "main", List.of(key(specimen)), Listing.UNLISTED));
    }

    private void upload(String directory, Specimen... specimens) {
        Flux.fromArray(specimens)
                .concatMap(specimen -> uploaded.passing(directory, specimen))
                .then()
                .block(TIMEOUT);
    }

    private void execute(String sql) {
        Mono<Void> done = node.database.sql(sql).then();
        done.block(TIMEOUT);
    }

    /** Policies, rule by rule. */
    private record Document(Policies policies) {
        static Document none() {
            return new Document(Policies.NONE);
        }

        Document names(String pattern) {
            return of(List.of(pattern), policies.versions(), policies.higherVersion(), policies.quota());
        }

        Document versions(String pattern) {
            return of(policies.names(), List.of(pattern), policies.higherVersion(), policies.quota());
        }

        Document higher() {
            return of(policies.names(), policies.versions(), true, policies.quota());
        }

        Document quota(Long packages, Long bytes) {
            return of(policies.names(), policies.versions(), policies.higherVersion(), new Quota(packages, bytes));
        }

        Document newest(long versions) {
            return retaining(new Retention(versions, null));
        }

        Document age(Duration age) {
            return retaining(new Retention(null, age));
        }

        private Document of(List<String> names, List<String> versions, boolean higher, Quota quota) {
            return new Document(new Policies(
                    List.of(), List.of(), names, versions, higher, quota, policies.retention(), List.of(), null));
        }

        private Document retaining(Retention retention) {
            return new Document(new Policies(
                    List.of(),
                    List.of(),
                    policies.names(),
                    policies.versions(),
                    policies.higherVersion(),
                    policies.quota(),
                    retention,
                    List.of(),
                    null));
        }
    }
}
