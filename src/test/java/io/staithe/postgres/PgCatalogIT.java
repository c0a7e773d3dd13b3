package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.catalog.Catalog;
import io.staithe.catalog.Catalog.PackageCount;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Revision;
import io.staithe.catalog.Shelf;
import io.staithe.catalog.Slot;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Broken;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Reading the catalogue, and the guards of memberships. */
final class PgCatalogIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PAGE = 3;

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = DatabaseClient.create(testDatabase.connections());
    private final TransactionalOperator transactions =
            Connections.readCommitted(Connections.transactions(testDatabase.connections()));
    private final PgCatalog catalog = new PgCatalog(database, transactions, PAGE);
    private final PgLedger ledger = new PgLedger(database);
    private final PgShelves shelves = new PgShelves(database);
    private final PgRegistry registry = new PgRegistry(database);
    private final List<Slot> slots = new ArrayList<>();
    private Repository repository;

    @BeforeEach
    void makeRepository() {
        repository = present(registry.create(new Repository.Description("main", "", "", "main")));
    }

    @AfterEach
    void stop() {
        testDatabase.connections().dispose();
    }

    @Test
    void membersComeByNameThenNewestVersionThenArchitecture() {
        List<NewPackage> all = List.of(
                stored(Specimen.deb("bb", "1.0~rc1", "1")),
                stored(Specimen.deb("bb", "1.0", "2")),
                stored(Specimen.deb("bb", "1:0.1", "3")),
                stored(Specimen.deb("a+b", "1", "4")),
                stored(Specimen.deb("a-b", "1", "5")),
                stored(Specimen.deb("a1", "1", "6")),
                stored(Specimen.deb("bb", "1.10", "7")));
        change(shelf -> all.forEach(shelf::put));
        assertThat(names(1)).containsExactly("a+b 1", "a-b 1", "a1 1", "bb 1:0.1", "bb 1.10", "bb 1.0", "bb 1.0~rc1");
    }

    @Test
    void aSlowReaderGetsPageAfterPage() {
        List<NewPackage> all = IntStream.range(0, 7)
                .mapToObj(number -> stored(Specimen.deb("p" + number, "1", "c" + number)))
                .toList();
        change(shelf -> all.forEach(shelf::put));
        StepVerifier.create(catalog.members(repository.id(), 1).map(PgCatalogIT::name), 0)
                .thenRequest(1)
                .expectNext("p0 1")
                .thenRequest(3)
                .expectNext("p1 1", "p2 1", "p3 1")
                .thenRequest(10)
                .expectNext("p4 1", "p5 1", "p6 1")
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void anOlderRevisionIsReadAsItWas() {
        NewPackage one = stored(Specimen.deb("one", "1", "1"));
        change(shelf -> shelf.put(one));
        NewPackage two = stored(Specimen.deb("two", "1", "2"));
        change(shelf -> {
            shelf.take(one.slot());
            shelf.put(two);
        });
        assertThat(names(0)).isEmpty();
        assertThat(names(1)).containsExactly("one 1");
        assertThat(names(2)).containsExactly("two 1");
    }

    @Test
    void aClosedIntervalIsNotClosedAgain() {
        NewPackage one = stored(Specimen.deb("one", "1", "1"));
        change(shelf -> shelf.put(one));
        Member member =
                present(shelves.members(repository.id(), List.of(one.slot())).next());
        change(shelf -> shelf.take(one.slot()));
        Shelf stale = new Shelf(2, List.of(member));
        stale.take(one.slot());
        stale.endTurn();
        assertThatThrownBy(() -> shelves.write(repository.id(), stale).block(TIMEOUT))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.code()).isEqualTo(CatalogFault.INTERVAL_LOST));
    }

    @Test
    void aSlotIsNotOpenedTwice() {
        NewPackage one = stored(Specimen.deb("one", "1.0", "1"));
        change(shelf -> shelf.put(one));
        Shelf blind = new Shelf(1, List.of());
        blind.put(stored(Specimen.deb("one", "1.00", "2")));
        blind.endTurn();
        assertThatThrownBy(() -> shelves.write(repository.id(), blind).block(TIMEOUT))
                .hasMessageContaining("membership_open");
    }

    @Test
    void whatComesTwiceInOneBatchHasTwoIntervals() {
        NewPackage one = stored(Specimen.deb("one", "1.0", "1"));
        Shelf shelf = new Shelf(0, List.of());
        shelf.put(one);
        shelf.endTurn();
        shelf.take(one.slot());
        shelf.endTurn();
        shelf.put(one);
        shelf.endTurn();
        shelves.write(repository.id(), shelf).block(TIMEOUT);
        assertThat(intervals()).containsExactly("1-2", "3-null");
    }

    @Test
    void thousandsComeInTheRevisionsOfTheirTurns() {
        long blob = stored(Specimen.deb("pp", "1", "1")).blob().id();
        Shelf shelf = new Shelf(0, List.of());
        for (int turn = 0; turn < 2; turn++) {
            for (int number = turn; number < 2_000; number += 2) {
                shelf.put(Specimen.deb("p" + number, "1", "1").found(blob));
            }
            shelf.endTurn();
        }
        shelves.write(repository.id(), shelf).block(TIMEOUT);
        assertThat(count("membership WHERE since_revision = 1 AND right(name, 1) IN ('0', '2', '4', '6', '8')"))
                .isEqualTo(1_000);
        assertThat(count("membership WHERE since_revision = 2 AND right(name, 1) IN ('1', '3', '5', '7', '9')"))
                .isEqualTo(1_000);
    }

    @Test
    void otherBytesDoNotTakeAKnownKey() {
        NewPackage one = stored(Specimen.deb("one", "1.0", "1"));
        change(shelf -> shelf.put(one));
        NewPackage other = stored(Specimen.deb("one", "1.0", "2"));
        PackageKey forged = one.key();
        Shelf blind = new Shelf(1, List.of());
        blind.put(new NewPackage(other.control(), forged, other.slot(), other.fileName(), other.blob(), List.of()));
        blind.endTurn();
        assertThatThrownBy(() -> shelves.write(repository.id(), blind).block(TIMEOUT))
                .hasMessageContaining("package already exists and is different");
    }

    @Test
    void aLostRaceDoesNothing() {
        NewPackage one = stored(Specimen.deb("one", "1.0", "1"));
        change(shelf -> shelf.put(one));
        StepVerifier.create(ledger.open(repository.id(), 0)).expectComplete().verify(TIMEOUT);
        assertThat(present(ledger.open(repository.id(), 1)).lastHash()).isNotEqualTo(Revision.NO_HASH);
    }

    @Test
    void pinsNameTheRevisionsThatWereRead() {
        execute("INSERT INTO task (kind, payload_version, payload, title, caller, correlation, listed, changes, reads)"
                + " VALUES ('k', 1, '{}', 't', 'c', '-', true, '{a}', '{}')");
        NewPackage one = stored(Specimen.deb("one", "1.0", "1"));
        change(shelf -> shelf.put(one));
        assertThat(present(catalog.pin(1, repository.id())).revision()).isEqualTo(1);
        NewPackage two = stored(Specimen.deb("two", "1.0", "2"));
        change(shelf -> shelf.put(two));
        assertThat(present(catalog.pin(1, repository.id())).revision()).isEqualTo(2);
        assertThat(present(database.sql("SELECT revision FROM pin ORDER BY revision")
                        .mapValue(Long.class)
                        .all()
                        .collectList()))
                .containsExactly(1L, 2L);
        execute("UPDATE repository SET dropped_at = now()");
        StepVerifier.create(catalog.pin(1, repository.id())).expectComplete().verify(TIMEOUT);
    }

    @Test
    void membersAreCountedPerLivingRepository() {
        Repository empty = present(registry.create(new Repository.Description("empty", "", "", "main")));
        NewPackage gone = stored(Specimen.deb("gone", "1.0", "1"));
        NewPackage one = stored(Specimen.deb("one", "1.0", "2"));
        change(shelf -> {
            shelf.put(gone);
            shelf.put(one);
        });
        change(shelf -> shelf.take(gone.slot()));
        assertThat(catalog.packageCounts().collectList().block(TIMEOUT))
                .containsExactly(
                        new PackageCount(repository.id(), "main", 1), new PackageCount(empty.id(), "empty", 0));
    }

    @Test
    void theSizeIsOfTheRevisionAndOfAllFilesOfSourcePackages() {
        assertThat(present(catalog.size(repository.id(), 0))).isEqualTo(new Catalog.Size(0, 0));
        NewPackage one = stored(Specimen.deb("one", "1.0", "four"));
        NewPackage two = stored(Specimen.deb("two", "1.0", "fifteen letters"));
        change(shelf -> shelf.put(one));
        change(shelf -> shelf.put(two));
        assertThat(present(catalog.size(repository.id(), 1))).isEqualTo(new Catalog.Size(1, 4));
        assertThat(present(catalog.size(repository.id(), 2))).isEqualTo(new Catalog.Size(2, 19));
        execute("UPDATE package SET kind = 'source' WHERE name = 'two'");
        execute("INSERT INTO package_file (package_id, name, blob_id)"
                + " SELECT p.id, b.location, b.id FROM package p, blob b WHERE p.name = 'two'");
        assertThat(present(catalog.size(repository.id(), 2))).isEqualTo(new Catalog.Size(2, 23));
    }

    @Test
    void aRevisionThatWasRolledBackIsExpectedOnceAndFoundOutAndToldToNobody() {
        NewPackage one = stored(Specimen.deb("one", "1.0", "1"));
        StepVerifier.create(changed(shelf -> shelf.put(one))
                        .then(Mono.<Void>error(new IllegalStateException("no")))
                        .as(transactions::transactional))
                .verifyErrorMessage("no");
        assertThat(ledger.revision(repository.id()).block(TIMEOUT)).isZero();
        long guess = present(ledger.expected(repository.id()));
        StepVerifier.create(ledger.open(repository.id(), guess).as(transactions::transactional))
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(ledger.expected(repository.id()).block(TIMEOUT)).isEqualTo(guess - 1);
        change(shelf -> shelf.put(one));
        assertThat(ledger.expected(repository.id()).block(TIMEOUT)).isEqualTo(guess);
        assertThat(ledger.revision(repository.id()).block(TIMEOUT)).isEqualTo(guess);
    }

    @Test
    void whatDidNotChangeIsNotCountedAgain() {
        NewPackage one = stored(Specimen.deb("one", "1.0", "1"));
        change(shelf -> shelf.put(one));
        assertThat(counted()).isEqualTo(1);
        execute("DELETE FROM membership");
        assertThat(counted()).isEqualTo(1);
        NewPackage two = stored(Specimen.deb("two", "1.0", "2"));
        change(shelf -> shelf.put(two));
        assertThat(counted()).isEqualTo(1);
        execute("DELETE FROM membership");
        assertThat(counted()).isEqualTo(1);
    }

    private long counted() {
        return present(catalog.packageCounts().single()).packages();
    }

    private void change(Consumer<Shelf> turn) {
        changed(turn).as(transactions::transactional).block(TIMEOUT);
    }

    private Mono<Void> changed(Consumer<Shelf> turn) {
        long revision = present(ledger.revision(repository.id()));
        return ledger.open(repository.id(), revision)
                .flatMap(opened -> shelves.members(repository.id(), slots)
                        .collectList()
                        .map(members -> new Shelf(revision, members))
                        .doOnNext(turn)
                        .flatMap(shelf -> written(opened, shelf)));
    }

    private Mono<Void> written(Opened opened, Shelf shelf) {
        var step = shelf.endTurn().orElseThrow();
        var change = new Revision.Change(repository.id(), step.number(), opened.at(), 1, "ci", step.text());
        return shelves.write(repository.id(), shelf)
                .then(ledger.close(opened, List.of(Revision.after(opened.lastHash(), change)), List.of()));
    }

    private NewPackage stored(Specimen specimen) {
        NewPackage found = BlobRows.stored(database, specimen);
        slots.add(found.slot());
        return found;
    }

    private List<String> names(long revision) {
        return present(catalog.members(repository.id(), revision)
                .map(PgCatalogIT::name)
                .collectList());
    }

    private static String name(CataloguedPackage member) {
        return member.key().name() + " " + member.key().version();
    }

    private List<String> intervals() {
        return present(database.sql("SELECT since_revision || '-' || coalesce(CAST(until_revision AS text), 'null')"
                        + " FROM membership ORDER BY since_revision")
                .mapValue(String.class)
                .all()
                .collectList());
    }

    private long count(String rows) {
        return present(database.sql("SELECT count(*) FROM " + rows)
                .mapValue(Long.class)
                .one());
    }

    private void execute(String sql) {
        database.sql(sql).then().block(TIMEOUT);
    }

    private static <T> T present(Mono<T> value) {
        return Objects.requireNonNull(value.block(TIMEOUT));
    }
}
