package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.catalog.CatalogFault;
import io.staithe.fault.Refused;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What is checked once for a statement guards as a foreign key does (V0018). */
final class StatementReferencesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String NOT_THERE = "987654321";
    private static final String TASK = "INSERT INTO task (kind, payload_version, payload, title, caller, correlation,"
            + " listed, changes, reads) VALUES ('k', 1, '{}', 't', 'c', 'c', true, '{lane}', '{}')";
    private static final String TASK_FILE =
            "INSERT INTO task_file (task_id, position, directory, name, blob_id) VALUES (%s, 1, 'd', 'n', %s)";
    private static final String PACKAGE = "INSERT INTO package (kind, name, version, version_key, architecture,"
            + " files_hash, source_name, source_version, stanza, blob_id, file_name)"
            + " SELECT 'deb', 'p' || n, '1', '\\x01', 'amd64', '12345678', 's', '1', 'P', b, 'f'"
            + " FROM unnest(CAST(ARRAY[%s, %s] AS bigint[])) WITH ORDINALITY AS x (b, n)";
    private static final String MEMBERSHIP = "INSERT INTO membership (repository_id, package_id, name, version,"
            + " version_key, architecture, files_hash, since_revision)"
            + " VALUES (%s, %s, 'p', '1', '\\x01', 'amd64', '12345678', 1)";

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = DatabaseClient.create(testDatabase.connections());
    private final TransactionalOperator transactions =
            Connections.readCommitted(Connections.transactions(testDatabase.connections()));
    private String blob;

    @BeforeEach
    void storeABlob() {
        blob = String.valueOf(
                BlobRows.stored(database, Specimen.deb("a1", "1", "a")).blob().id());
    }

    @AfterEach
    void stop() {
        testDatabase.connections().dispose();
    }

    @Test
    void whoRefersFindsItThere() {
        String task = id(TASK);
        assertBroken(TASK_FILE.formatted(NOT_THERE, blob), "task_file_task");
        assertBroken(TASK_FILE.formatted(task, NOT_THERE), "task_file_blob");
        assertBroken(PACKAGE.formatted(blob, NOT_THERE), "package_blob");
        execute(PACKAGE.formatted(blob, blob));
        assertBroken("UPDATE package SET blob_id = " + NOT_THERE, "package_blob");
        String known = id("SELECT min(id) AS id FROM package", "");
        String repository = id("INSERT INTO repository (name) VALUES ('r')");
        assertBroken(MEMBERSHIP.formatted(NOT_THERE, known), "membership_repository");
        assertBroken(MEMBERSHIP.formatted(repository, NOT_THERE), "membership_package");
        execute(MEMBERSHIP.formatted(repository, known));
    }

    @Test
    void whatIsReferredToStays() {
        String task = id(TASK);
        execute(TASK_FILE.formatted(task, blob));
        assertBroken("DELETE FROM blob", "task_file_blob");
        execute("DELETE FROM task_file");
        execute(PACKAGE.formatted(blob, blob));
        assertBroken("DELETE FROM blob", "package_blob");
        String known = id("SELECT min(id) AS id FROM package", "");
        String repository = id("INSERT INTO repository (name) VALUES ('r')");
        execute(MEMBERSHIP.formatted(repository, known));
        assertBroken("DELETE FROM package", "membership_package");
        assertBroken("DELETE FROM repository", "membership_repository");
        execute("DELETE FROM membership");
        execute("DELETE FROM package");
        execute("DELETE FROM blob");
        execute("DELETE FROM repository");
    }

    @Test
    void theFilesOfATaskGoWithIt() {
        String other = id(TASK);
        execute(TASK_FILE.formatted(id(TASK), blob));
        execute(TASK_FILE.formatted(other, blob));
        execute("DELETE FROM task WHERE id <> " + other);
        assertThat(id("SELECT sum(task_id) AS id FROM task_file", "")).isEqualTo(other);
    }

    @Test
    void aReferenceNeverChanges() {
        execute(TASK_FILE.formatted(id(TASK), blob));
        execute(PACKAGE.formatted(blob, blob));
        String known = id("SELECT min(id) AS id FROM package", "");
        execute(MEMBERSHIP.formatted(id("INSERT INTO repository (name) VALUES ('r')"), known));
        assertBroken("UPDATE task_file SET task_id = task_id", "task_file_stays");
        assertBroken("UPDATE task_file SET blob_id = blob_id", "task_file_stays");
        assertBroken("UPDATE membership SET package_id = package_id", "membership_stays");
        assertBroken("UPDATE membership SET repository_id = repository_id", "membership_stays");
    }

    @Test
    void whoDeletesWaitsForWhoRefers() {
        assertLoses(PACKAGE.formatted(blob, blob), "DELETE FROM blob");
        assertThat(id("SELECT count(*) AS id FROM blob", "")).isEqualTo("1");
    }

    @Test
    void whoRefersWaitsForWhoDeletes() {
        assertLoses("DELETE FROM blob", PACKAGE.formatted(blob, blob));
        assertThat(id("SELECT count(*) AS id FROM package", "")).isEqualTo("0");
    }

    /** The second begins while the first is not committed, and is broken once it is. */
    private void assertLoses(String first, String second) {
        Sinks.Empty<Void> waits = Sinks.empty();
        Mono<Void> holding =
                transactions.transactional(database.sql(first).then().then(Mono.defer(() -> waits.asMono())));
        var held = holding.toFuture();
        awaiting("state = 'idle in transaction'");
        var blocked = database.sql(second).then().toFuture();
        awaiting("wait_event_type = 'Lock'");
        waits.tryEmitEmpty();
        assertThat(held).succeedsWithin(TIMEOUT);
        assertThat(blocked)
                .failsWithin(TIMEOUT)
                .withThrowableThat()
                .havingRootCause()
                .withMessageContaining("is not there");
    }

    private void awaiting(String state) {
        String found = "SELECT count(*) AS id FROM pg_stat_activity WHERE datname = current_database() AND " + state;
        Mono.defer(() -> database.sql(found).mapValue(Long.class).one())
                .filter(count -> count > 0)
                .repeatWhenEmpty(attempts -> attempts)
                .block(TIMEOUT);
    }

    private void assertBroken(String sql, String constraint) {
        assertThatThrownBy(() -> database.sql(sql)
                        .then()
                        .onErrorMap(SqlFaults.on(constraint, () -> new Refused(CatalogFault.BYTES_GONE, "broken")))
                        .block(TIMEOUT))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(CatalogFault.BYTES_GONE));
    }

    private void execute(String sql) {
        database.sql(sql).then().block(TIMEOUT);
    }

    private String id(String insert) {
        return id(insert, " RETURNING id");
    }

    private String id(String sql, String end) {
        return String.valueOf(Objects.requireNonNull(
                database.sql(sql + end).mapValue(Long.class).one().block(TIMEOUT)));
    }
}
