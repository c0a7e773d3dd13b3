package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Snapshot;
import io.staithe.catalog.snapshot.Merging;
import io.staithe.catalog.snapshot.SnapshotCatalog.Counted;
import io.staithe.catalog.snapshot.SnapshotCatalog.Derivation;
import io.staithe.catalog.snapshot.SnapshotRegistry.Amendment;
import io.staithe.catalog.snapshot.SnapshotRegistry.Contents;
import io.staithe.catalog.snapshot.SnapshotRegistry.Draft;
import io.staithe.catalog.snapshot.SnapshotRegistry.Source;
import io.staithe.catalog.snapshot.SnapshotRegistry.Uses;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Fault;
import io.staithe.library.snapshot.Difference;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The contract of snapshots and their lists: what is made of what, and when it is refused. */
final class PgSnapshotRegistryIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int PAGE = 2;

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = DatabaseClient.create(testDatabase.connections());
    private final TransactionalOperator transactions =
            Connections.readCommitted(Connections.transactions(testDatabase.connections()));
    private final PgSnapshotRegistry registry = new PgSnapshotRegistry(database);
    private final PgSnapshotCatalog catalog = new PgSnapshotCatalog(database, transactions, PAGE);
    private final PackageRows rows = new PackageRows(database);
    private PackageKey old;
    private PackageKey data;
    private PackageKey early;
    private PackageKey late;
    private Snapshot left;
    private Snapshot right;

    @BeforeEach
    void fill() {
        RepositoryId one = rows.repository("one");
        RepositoryId other = rows.repository("other");
        data = rows.put(one, "data", "1", "all");
        old = rows.put(one, "tool", "1.10", "amd64");
        early = rows.put(other, "tool", "1.2", "amd64");
        late = rows.put(other, "tool", "2", "amd64");
        left = snapshot("left", one);
        right = snapshot("right", other);
    }

    @AfterEach
    void stop() {
        testDatabase.connections().dispose();
    }

    @Test
    void theLaterSourceReplacesWhatHasTheSameNameAndArchitecture() {
        assertThat(merged(Merging.REPLACE, left, right)).containsExactly(data, late, early);
        assertThat(merged(Merging.REPLACE, right, left)).containsExactly(data, old);
    }

    @Test
    void theLatestVersionAloneOrAllOfThem() {
        assertThat(merged(Merging.LATEST, right, left)).containsExactly(data, late);
        assertThat(merged(Merging.ALL, left, right)).containsExactly(data, late, old, early);
    }

    @Test
    void ofOneSourceNoListIsMadeUnlessItIsNarrowed() {
        Contents same = committed(registry.merge(List.of(left, left), Merging.REPLACE));
        assertThat(same).isEqualTo(new Contents(left.repository(), left.revision(), null));
        assertThat(merged(Merging.LATEST, right)).containsExactly(late);
    }

    @Test
    void anAmendmentTakesAwayAndThenPutsIntoSlots() {
        PackageKey again = rows.put(rows.repository("third"), "data", "1", "all");
        Contents amended =
                committed(registry.amend(List.of(left), new Amendment(List.of(old, late), List.of(again, late))));
        assertThat(keys(amended)).containsExactly(again, late);
        assertThat(amended.packages()).isEqualTo(2);
        assertThat(keys(committed(registry.amend(List.of(), new Amendment(List.of(), List.of())))))
                .isEmpty();
    }

    @Test
    void unknownPackagesAndLostBytesAreRefused() {
        PackageKey unknown = PackageKey.parse("Pamd64 nobody 1 12345678");
        assertFault(registry.amend(List.of(left), added(unknown)), CatalogFault.UNKNOWN_PACKAGE);
        database.sql("UPDATE blob SET state = 'doomed', doomed_at = now()")
                .then()
                .block(TIMEOUT);
        assertFault(registry.amend(List.of(left), added(late)), CatalogFault.BYTES_GONE);
    }

    @Test
    void namesAreUniqueAmongTheLivingAlone() {
        Draft again = new Draft("left", "", "local", List.of());
        Contents contents = new Contents(left.repository(), 1, null);
        StepVerifier.create(registry.create(again, contents)).expectComplete().verify(TIMEOUT);
        assertFault(registry.describe(right.id(), "left", ""), CatalogFault.SNAPSHOT_NAME_TAKEN);
        committed(registry.drop(left.id()).thenReturn(true));
        assertThat(committed(registry.create(again, contents)).name()).isEqualTo("left");
        StepVerifier.create(registry.lock(left.id())).expectComplete().verify(TIMEOUT);
        assertFault(registry.share(List.of(new Source(left.id(), "left"))), CatalogFault.UNKNOWN_SNAPSHOT);
    }

    @Test
    void whatWasMadeOfASnapshotIsToldAsLongAsItLives() {
        Contents contents = committed(registry.merge(List.of(left, right), Merging.ALL));
        Snapshot both = committed(registry.create(new Draft("both", "", "snapshot", List.of(left, right)), contents));
        assertThat(committed(registry.uses(left.id()))).isEqualTo(new Uses(0, 1));
        assertThat(catalog.derivations().collectList().block(TIMEOUT))
                .containsExactlyInAnyOrder(
                        new Derivation("left", "one", true),
                        new Derivation("right", "other", true),
                        new Derivation("both", "left", false),
                        new Derivation("both", "right", false));
        committed(registry.drop(both.id()).thenReturn(true));
        assertThat(committed(registry.uses(left.id()))).isEqualTo(new Uses(0, 0));
        assertThat(catalog.derivations().collectList().block(TIMEOUT)).hasSize(2);
    }

    @Test
    void whatIsInSnapshotsIsCountedOnceAndKept() {
        Contents contents = committed(registry.merge(List.of(left, right), Merging.ALL));
        committed(registry.create(new Draft("both", "", "snapshot", List.of(left, right)), contents));
        for (int time = 0; time < 2; time++) {
            assertThat(catalog.counted().map(Counted::packages).collectList().block(TIMEOUT))
                    .containsExactly(4L, 2L, 2L);
        }
        assertThat(catalog.roots(committed(catalog.snapshot("both")).id())
                        .map(root -> root.name())
                        .collectList()
                        .block(TIMEOUT))
                .containsExactly("one", "other");
    }

    @Test
    void differencesPairVersionsOfOneNameAndArchitecture() {
        assertThat(Difference.between(catalog, left, left).collectList().block(TIMEOUT))
                .isEmpty();
        assertThat(Difference.between(catalog, left, right).collectList().block(TIMEOUT))
                .containsExactly(new Difference(data, null), new Difference(old, early), new Difference(null, late));
        assertThat(Difference.between(catalog, right, left).collectList().block(TIMEOUT))
                .containsExactly(new Difference(null, data), new Difference(early, old), new Difference(late, null));
    }

    private Snapshot snapshot(String name, RepositoryId repository) {
        return committed(registry.present(repository)
                .flatMap(contents -> registry.create(new Draft(name, "", "local", List.of()), contents)));
    }

    private List<PackageKey> merged(Merging merging, Snapshot... sources) {
        return keys(committed(registry.merge(List.of(sources), merging)));
    }

    private List<PackageKey> keys(Contents contents) {
        return Objects.requireNonNull(catalog.keys(contents.repository(), contents.revision())
                .collectList()
                .block(TIMEOUT));
    }

    private static Amendment added(PackageKey key) {
        return new Amendment(List.of(), List.of(key));
    }

    private <T> T committed(Mono<T> change) {
        return Objects.requireNonNull(transactions.transactional(change).block(TIMEOUT));
    }

    private void assertFault(Mono<?> change, CatalogFault code) {
        StepVerifier.create(transactions.transactional(change))
                .expectErrorSatisfies(
                        failure -> assertThat(((Fault) failure).code()).isEqualTo(code))
                .verify(TIMEOUT);
    }
}
