package io.staithe.postgres;

import io.staithe.catalog.RepositoryId;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.Payloads;
import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.Publication;
import io.staithe.publish.Removal;
import io.staithe.publish.Terms;
import io.staithe.publish.generation.Announcement;
import io.staithe.publish.generation.Edition;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.publish.generation.Editions;
import io.staithe.publish.generation.Finished;
import io.staithe.publish.generation.GenerationStore;
import io.staithe.queue.Task;
import java.time.Instant;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Generations in PostgreSQL.
 *
 * <p>A switch begins with the conditional UPDATE of the publication (or its INSERT), which locks and proves; then the
 * uses of pool paths; then the rows of the generation. Locks: publication, then claims in the order of their ids. One
 * statement after another: the driver may forget the values of those that wait while their connection is lost.
 */
public final class PgGenerations implements GenerationStore {
    private static final String RESERVE = """
            SELECT nextval(pg_get_serial_sequence('publication', 'id')) AS id
            """;

    /** By publication_dropped. */
    private static final String LAST_AT = """
            SELECT coalesce(max(released_at), to_timestamp(0)) AS released_at,
                coalesce(max(last_modified), to_timestamp(0)) AS last_modified
            FROM publication
            WHERE storage = :storage
              AND prefix = :prefix
              AND distribution = :distribution
              AND dropped_at IS NOT NULL
            """;

    /** By membership_order, the part of one repository. */
    private static final String ARCHITECTURES = """
            SELECT DISTINCT architecture
            FROM membership
            WHERE repository_id = :repository
              AND since_revision <= :revision
              AND (until_revision IS NULL OR until_revision > :revision)
            ORDER BY architecture
            """;

    /** By membership_order, the part of each repository. */
    private static final String PACKAGES = """
            SELECT count(*) AS packages
            FROM unnest(CAST(:repositories AS bigint[]), CAST(:revisions AS bigint[])) AS s (repository_id, revision)
            JOIN membership m ON m.repository_id = s.repository_id
            WHERE m.since_revision <= s.revision
              AND (m.until_revision IS NULL OR m.until_revision > s.revision)
            """;

    /** A lock of the transaction, not of the session: rows that are not there yet cannot be locked. */
    private static final String EXCLUDE = """
            SELECT pg_advisory_xact_lock(hashtextextended(:group, 0))
            """;

    /** By publication_place. */
    private static final String NEIGHBOURS = PublicationRows.PRESENT + """
            WHERE p.storage = :storage
              AND p.prefix = :prefix
              AND (split_part(p.distribution, '/', 1) = :first
                OR (p.aliases <> '{}' AND p.aliases && ARRAY[CAST(:first AS text)]))
              AND p.dropped_at IS NULL
            ORDER BY p.id
            """;

    /** Guarded by publication_place; also the lock on the new row. */
    private static final String OPEN = """
            INSERT INTO publication
                (id, storage, prefix, distribution, dialect, source_kind, architectures, options, generation, aliases,
                quiet_millis, within_millis)
            OVERRIDING SYSTEM VALUE
            VALUES (:id, :storage, :prefix, :distribution, 'aptly', :kind, CAST(:architectures AS text[]),
                CAST(:options AS jsonb), 1, CAST(:aliases AS text[]),
                CASE WHEN :automatic THEN CAST(:quiet AS bigint) END,
                CASE WHEN :automatic THEN CAST(:within AS bigint) END)
            ON CONFLICT (storage, prefix, distribution) WHERE dropped_at IS NULL DO NOTHING
            """;

    /** By the primary key: lock and proof. */
    private static final String ADVANCE = """
            UPDATE publication
            SET generation = :expected + 1,
                options = CAST(:options AS jsonb),
                pending = CASE WHEN :settles THEN NULL ELSE pending END,
                aliases = CAST(:aliases AS text[]),
                quiet_millis = CASE WHEN :automatic THEN CAST(:quiet AS bigint) END,
                within_millis = CASE WHEN :automatic THEN CAST(:within AS bigint) END,
                touched_at = now()
            WHERE id = :id
              AND generation = :expected
              AND pending IS NOT DISTINCT FROM CAST(:pending AS jsonb)
              AND dropped_at IS NULL
            """;

    private static final String GENERATION = """
            INSERT INTO generation
                (publication_id, number, staging, task_id, released_at, last_modified, packages, recipe, valid_until)
            VALUES (:id, :number, :staging, :task, :released, :modified, :packages, :recipe, :until)
            """;

    private static final String EVENT = """
            INSERT INTO outbox (kind, subject, payload)
            VALUES (:kind, :subject, CAST(:payload AS json))
            """;

    /** By the primary key: lock and proof. The tombstone remembers what clients were shown last. */
    private static final String DROP = """
            UPDATE publication p
            SET dropped_at = now(),
                touched_at = now(),
                keeps_pool = :keeps,
                released_at = g.released_at,
                last_modified = g.last_modified
            FROM generation g
            WHERE p.id = :id
              AND p.dropped_at IS NULL
              AND g.publication_id = p.id
              AND g.number = p.generation
            """;

    private static final String BY_ID = PublicationRows.PRESENT + """
            WHERE p.id = :id
            """;

    /** By pool_use_publication. */
    private static final String CLOSE_ALL = """
            UPDATE pool_use u
            SET until_generation = p.generation + 1
            FROM publication p
            WHERE p.id = :id
              AND u.publication_id = p.id
              AND u.until_generation IS NULL
            """;

    private final DatabaseClient database;
    private final ClaimUses uses;
    private final SourceRows sources;
    private final GenerationParts parts;

    /** Generations in a database. */
    public PgGenerations(DatabaseClient database) {
        this.database = database;
        this.uses = new ClaimUses(database);
        this.sources = new SourceRows(database);
        this.parts = new GenerationParts(database);
    }

    @Override
    public Mono<Long> reserve() {
        return database.sql(RESERVE)
                .map(row -> CatalogRows.number(row, "id"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Dates> lastAt(Place place) {
        return database.sql(LAST_AT)
                .bind("storage", place.storage())
                .bind("prefix", place.prefix())
                .bind("distribution", place.distribution())
                .map(row ->
                        new Dates(CatalogRows.instant(row, "released_at"), CatalogRows.instant(row, "last_modified")))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<String> architectures(RepositoryId repository, long revision) {
        return database.sql(ARCHITECTURES)
                .bind("repository", repository.value())
                .bind("revision", revision)
                .map(row -> CatalogRows.text(row, "architecture"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> packages(List<Pinned> sources) {
        return database.sql(PACKAGES)
                .bind(
                        "repositories",
                        sources.stream()
                                .map(source -> source.repository().value())
                                .toArray(Long[]::new))
                .bind("revisions", sources.stream().map(Pinned::revision).toArray(Long[]::new))
                .map(row -> CatalogRows.number(row, "packages"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> exclude(Group group) {
        return database.sql(EXCLUDE)
                .bind("group", String.join("\n", "group", group.storage(), group.prefix(), group.first()))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Present> neighbours(Group group) {
        return database.sql(NEIGHBOURS)
                .bind("storage", group.storage())
                .bind("prefix", group.prefix())
                .bind("first", group.first())
                .map(PublicationRows::present)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Pinned> revisions(long publication, long number) {
        return sources.of(publication, number).onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Base> base(long publication, long number) {
        return parts.base(publication, number);
    }

    @Override
    public Mono<Void> open(Finished first) {
        Edition edition = first.edition();
        return termed(OPEN, edition)
                .bind("id", edition.before().id())
                .bind("storage", edition.place().storage())
                .bind("prefix", edition.place().prefix())
                .bind("distribution", edition.place().distribution())
                .bind("kind", edition.before().kind().word())
                .bind("architectures", edition.architectures().toArray(String[]::new))
                .fetch()
                .rowsUpdated()
                .flatMap(rows -> proven(rows, edition))
                .as(proof -> changed(proof, edition))
                .then(Mono.defer(() -> sources.write(edition)))
                .then(Mono.defer(() -> follow(first)))
                .then(Mono.defer(() -> sources.refuseDropped(edition)))
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> advance(Finished next) {
        Edition edition = next.edition();
        List<Publication.Source> pending = edition.before().pending();
        var advance = termed(ADVANCE, edition).bind("settles", edition.changesSources());
        return Binding.orNull(advance, "pending", pending == null ? null : Payloads.write(pending), String.class)
                .bind("id", edition.before().id())
                .bind("expected", edition.before().generation())
                .fetch()
                .rowsUpdated()
                .flatMap(rows -> proven(rows, edition))
                .as(proof -> changed(proof, edition))
                .then(Mono.defer(() -> edition.changesSources() ? sources.rewrite(edition) : Mono.empty()))
                .then(Mono.defer(() -> follow(next)))
                .then(Mono.defer(() -> edition.changesSources() ? sources.refuseDropped(edition) : Mono.empty()))
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Present> drop(Removal removal, Task task) {
        long publication = removal.publication();
        return database.sql(DROP)
                .bind("id", publication)
                .bind("keeps", removal.skipCleanup())
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .delayUntil(
                        rows -> database.sql(CLOSE_ALL).bind("id", publication).then())
                .flatMap(rows -> dropped(publication))
                .delayUntil(gone -> event("publication.dropped", Announcement.dropped(gone, task)))
                .onErrorMap(SqlFaults::translate);
    }

    private Mono<Present> dropped(long publication) {
        return database.sql(BY_ID)
                .bind("id", publication)
                .map(PublicationRows::present)
                .one();
    }

    /** The proof, and what locks after it. */
    private Mono<Void> changed(Mono<Void> proof, Edition edition) {
        return proof.then(Mono.defer(() -> uses.change(edition)));
    }

    /** Everything after that. */
    private Mono<Void> follow(Finished finished) {
        Edition edition = finished.edition();
        return uses.take(finished)
                .then(Mono.defer(() -> generation(finished)))
                .then(Mono.defer(() -> sources.of(edition)))
                .then(Mono.defer(() -> parts.keep(finished)))
                .then(Mono.defer(() -> event("publication.switched", Announcement.switched(finished))));
    }

    private Mono<Void> generation(Finished finished) {
        Edition edition = finished.edition();
        DatabaseClient.GenericExecuteSpec insert = database.sql(GENERATION);
        Instant until = finished.validUntil();
        return Binding.orNull(insert, "until", until, Instant.class)
                .bind("id", edition.before().id())
                .bind("number", edition.number())
                .bind("staging", edition.staging())
                .bind("task", edition.task().id().value())
                .bind("released", finished.releasedAt())
                .bind("modified", finished.lastModified())
                .bind("packages", finished.packages())
                .bind("recipe", finished.recipe())
                .then();
    }

    private Mono<Void> event(String kind, Announcement told) {
        return database.sql(EVENT)
                .bind("kind", kind)
                .bind("subject", told.subject())
                .bind("payload", Payloads.write(told))
                .then();
    }

    /** The options, and beside them what has to be looked up. */
    private DatabaseClient.GenericExecuteSpec termed(String sql, Edition edition) {
        Terms terms = edition.options().terms();
        return database.sql(sql)
                .bind("options", Payloads.write(edition.options()))
                .bind("aliases", terms.aliases().toArray(String[]::new))
                .bind("automatic", terms.automatic().isOn())
                .bind("quiet", terms.automatic().quiet().toMillis())
                .bind("within", terms.automatic().within().toMillis());
    }

    private static Mono<Void> proven(long rows, Edition edition) {
        return rows == 1
                ? Mono.empty()
                : Mono.error(Editions.overtaken(edition.place() + " is not at generation "
                        + edition.before().generation() + " any more"));
    }
}
