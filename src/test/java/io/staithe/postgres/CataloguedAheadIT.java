package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Shelf;
import io.staithe.catalog.Stocked;
import io.staithe.deb.PackageKey;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Packages that are written before the transaction that shelves them, two with a statement. */
final class CataloguedAheadIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = DatabaseClient.create(testDatabase.connections());
    private final PgShelves shelves = new PgShelves(database, 2);
    private final List<NewPackage> arrivals = IntStream.range(0, 5)
            .mapToObj(number -> Specimen.deb("p" + number, "1." + number, "c" + number))
            .map(this::stored)
            .toList();
    private Repository repository;

    @BeforeEach
    void makeRepository() {
        var description = new Repository.Description("main", "", "", "main");
        repository = present(new PgRegistry(database).create(description));
    }

    @AfterEach
    void stop() {
        testDatabase.connections().dispose();
    }

    @Test
    void eachIsToldByTheRowThatItIsShelvedFrom() {
        Map<PackageKey, Long> rows = present(shelves.catalogue(repository.id(), arrivals));
        assertThat(rows).containsOnlyKeys(keys(arrivals));
        Shelf shelf = new Shelf(0, List.of());
        arrivals.forEach(arrival -> shelf.put(stocked(arrival, rows)));
        shelf.endTurn();
        shelves.write(repository.id(), shelf).block(TIMEOUT);
        assertThat(texts("SELECT p.name || ' ' || m.name || ' ' || p.version || ' ' || m.version || ' ' || p.file_name"
                        + " FROM membership m JOIN package p ON p.id = m.package_id ORDER BY 1"))
                .containsExactlyElementsOf(arrivals.stream()
                        .map(arrival -> "%1$s %1$s %2$s %2$s %1$s_%2$s_amd64.deb"
                                .formatted(arrival.key().name(), arrival.key().version()))
                        .toList());
    }

    @Test
    void fewAreNotWorthTheirCommits() {
        assertThat(present(shelves.catalogue(repository.id(), arrivals.subList(0, 4))))
                .isEmpty();
        assertThat(texts("SELECT name FROM package")).isEmpty();
    }

    @Test
    void whatWouldBeRefusedIsNotWritten() {
        shelve(stored(Specimen.deb("p1", "1.1", "other bytes")));
        Map<PackageKey, Long> rows = present(shelves.catalogue(repository.id(), arrivals));
        assertThat(rows).containsOnlyKeys(keys(arrivals.subList(2, 5)));
        assertThat(texts("SELECT name FROM package ORDER BY 1")).containsExactly("p0", "p1", "p2", "p3", "p4");
        assertThat(texts("SELECT p.name FROM package p JOIN blob b ON b.id = p.blob_id WHERE b.sha256 = decode('"
                        + arrivals.get(1).blob().digests().sha256() + "', 'hex')"))
                .isEmpty();
    }

    @Test
    void whatIsKnownIsLeftToTheTransaction() {
        present(shelves.catalogue(repository.id(), arrivals));
        database.sql("DELETE FROM package WHERE name IN ('p2', 'p3')").then().block(TIMEOUT);
        assertThat(present(shelves.catalogue(repository.id(), arrivals)))
                .containsOnlyKeys(keys(arrivals.subList(2, 4)));
        assertThat(texts("SELECT name FROM package")).hasSize(5);
    }

    @Test
    void whatWasSweptIsNotPresent() {
        Map<PackageKey, Long> rows = present(shelves.catalogue(repository.id(), arrivals));
        database.sql("DELETE FROM package WHERE name = 'p3'").then().block(TIMEOUT);
        assertThat(present(shelves.present(rows.values()).collectList()))
                .containsExactlyInAnyOrderElementsOf(rows.entrySet().stream()
                        .filter(row -> !row.getKey().name().value().equals("p3"))
                        .map(Map.Entry::getValue)
                        .toList());
    }

    private void shelve(NewPackage arrival) {
        Shelf shelf = new Shelf(0, List.of());
        shelf.put(arrival);
        shelf.endTurn();
        shelves.write(repository.id(), shelf).block(TIMEOUT);
    }

    private static Stocked stocked(NewPackage arrival, Map<PackageKey, Long> rows) {
        return arrival.stocked(Objects.requireNonNull(rows.get(arrival.key())));
    }

    private static PackageKey[] keys(List<NewPackage> packages) {
        return packages.stream().map(NewPackage::key).toArray(PackageKey[]::new);
    }

    private NewPackage stored(Specimen specimen) {
        return BlobRows.stored(database, specimen);
    }

    private List<String> texts(String sql) {
        return present(database.sql(sql).mapValue(String.class).all().collectList());
    }

    private static <T> T present(Mono<T> one) {
        return Objects.requireNonNull(one.block(TIMEOUT));
    }
}
