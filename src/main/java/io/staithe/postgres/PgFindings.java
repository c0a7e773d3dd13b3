package io.staithe.postgres;

import io.staithe.library.verify.Finding;
import io.staithe.library.verify.FindingStore;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What checks found, in PostgreSQL. */
public final class PgFindings implements FindingStore {
    /** By check_finding_task_id and the primary key of task. */
    private static final String CLEAR = """
            DELETE FROM check_finding f
            USING task t
            WHERE f.task_id = :task
              AND t.id = f.task_id
              AND t.attempt = :attempt
            """;

    /** By the primary key of task. */
    private static final String KEEP = """
            INSERT INTO check_finding (task_id, part, kind, subject, wrong, repair)
            SELECT t.id, w.part, w.kind, w.subject, w.wrong, nullif(w.repair, '')
            FROM task t
            CROSS JOIN unnest(
                CAST(:parts AS text[]), CAST(:kinds AS text[]), CAST(:subjects AS text[]), CAST(:wrongs AS text[]),
                CAST(:repairs AS text[])) WITH ORDINALITY AS w (part, kind, subject, wrong, repair, n)
            WHERE t.id = :task
              AND t.attempt = :attempt
              AND t.state = 'running'
            ORDER BY w.n
            """;

    /** By check_finding_task_id. */
    private static final String PAGE = """
            SELECT id, part, kind, subject, wrong, repair
            FROM check_finding
            WHERE task_id = :task
              AND id > :after
            ORDER BY id
            LIMIT :limit
            """;

    private final DatabaseClient database;

    /** Findings in a database. */
    public PgFindings(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Void> clear(Task check) {
        return database.sql(CLEAR)
                .bind("task", check.id().value())
                .bind("attempt", check.attempt())
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> keep(Task check, Collection<Finding> findings) {
        return database.sql(KEEP)
                .bind("task", check.id().value())
                .bind("attempt", check.attempt())
                .bind("parts", Columns.texts(findings, Finding::part))
                .bind("kinds", Columns.texts(findings, Finding::kind))
                .bind("subjects", Columns.texts(findings, Finding::subject))
                .bind("wrongs", Columns.texts(findings, Finding::wrong))
                .bind("repairs", Columns.texts(findings, PgFindings::repair))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    private static String repair(Finding finding) {
        String repair = finding.repair();
        return repair == null ? "" : repair;
    }

    @Override
    public Flux<Finding> of(TaskId check, long after, int limit) {
        return database.sql(PAGE)
                .bind("task", check.value())
                .bind("after", after)
                .bind("limit", limit)
                .map(row -> new Finding(
                        CatalogRows.number(row, "id"),
                        CatalogRows.text(row, "part"),
                        CatalogRows.text(row, "kind"),
                        CatalogRows.text(row, "subject"),
                        CatalogRows.text(row, "wrong"),
                        row.get("repair", String.class)))
                .all()
                .onErrorMap(SqlFaults::translate);
    }
}
