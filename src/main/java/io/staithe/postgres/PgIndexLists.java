package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.archive.Compression;
import io.staithe.archive.Sums;
import io.staithe.archive.shard.Shard;
import io.staithe.catalog.RepositoryId;
import io.staithe.publish.Payloads;
import io.staithe.publish.files.KeptShard;
import io.staithe.publish.index.IndexList;
import io.staithe.publish.index.IndexList.Part;
import io.staithe.publish.index.IndexLists;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lists of shards in PostgreSQL. The parts of a list never change, so those of the lists that were used last are
 * remembered: to read some hundred of them takes longer than everything else that is read for an update.
 */
public final class PgIndexLists implements IndexLists {
    /** By index_list_line, then the primary keys; a list of which a shard is not kept is touched and left out. */
    private static final String NEAREST = """
            WITH chosen AS (
                SELECT DISTINCT ON (line) id
                FROM index_list
                WHERE repository_id = :repository
                  AND line = ANY (CAST(:lines AS text[]))
                ORDER BY line, least(abs(:revision - first_revision), abs(:revision - last_revision)), id DESC
            ),
            touched AS (
                UPDATE index_list l
                SET touched_at = now()
                FROM chosen c
                WHERE l.id = c.id
                RETURNING l.id, l.line, l.first_revision, l.last_revision, l.entries, l.shards, l.sums
            )
            SELECT t.id, t.line, t.first_revision, t.last_revision, t.entries, t.sums
            FROM touched t
            CROSS JOIN LATERAL (
                SELECT count(*) AS shards
                FROM unnest(t.shards) u (id)
                JOIN shard s ON s.id = u.id AND s.state = 'kept'
            ) k
            WHERE k.shards = cardinality(t.shards)
            """;

    /** By the primary keys. A shard keeps its row at least as long as a list that was touched names it. */
    private static final String PARTS = """
            SELECT k.ids, k.digests, k.texts, k.gzips, k.blocks, k.locations, l.firsts
            FROM index_list l
            CROSS JOIN LATERAL (
                SELECT coalesce(array_agg(s.id ORDER BY u.place), '{}') AS ids,
                    coalesce(array_agg(encode(s.digest, 'hex') ORDER BY u.place), '{}') AS digests,
                    coalesce(array_agg(s.text_bytes ORDER BY u.place), '{}') AS texts,
                    coalesce(array_agg(s.gzip_bytes ORDER BY u.place), '{}') AS gzips,
                    coalesce(array_agg(s.xz_unpadded ORDER BY u.place), '{}') AS blocks,
                    coalesce(array_agg(s.location ORDER BY u.place), '{}') AS locations
                FROM unnest(l.shards) WITH ORDINALITY u (id, place)
                JOIN shard s ON s.id = u.id
            ) k
            WHERE l.id = :id
              AND cardinality(k.ids) = cardinality(l.firsts)
            """;

    /** By the primary key. */
    private static final String FIND = """
            SELECT id, line, first_revision, last_revision, entries, sums
            FROM index_list
            WHERE id = :id
            """;

    private static final String KEEP = """
            INSERT INTO index_list (line, repository_id, first_revision, last_revision, entries, shards, firsts, sums)
            VALUES (:line, :repository, :first, :last, :entries, CAST(:shards AS bigint[]), CAST(:firsts AS text[]),
                :sums)
            RETURNING id
            """;

    /** By the primary key. */
    private static final String HOLD = """
            UPDATE index_list
            SET last_revision = :revision,
                sums = :sums,
                touched_at = now()
            WHERE id = :id
            """;

    private final DatabaseClient database;
    private final RecentParts recent = new RecentParts();

    /** Lists in a database. */
    public PgIndexLists(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<IndexList> nearest(RepositoryId repository, long revision, Collection<String> lines) {
        return database.sql(NEAREST)
                .bind("repository", repository.value())
                .bind("revision", revision)
                .bind("lines", lines.toArray(String[]::new))
                .map(PgIndexLists::list)
                .all()
                .collectList()
                .flatMapIterable(found -> found)
                .concatMap(this::whole)
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<IndexList> find(long id) {
        return database.sql(FIND)
                .bind("id", id)
                .map(PgIndexLists::list)
                .one()
                .flatMap(this::whole)
                .onErrorMap(SqlFaults::translate);
    }

    /** With its parts; empty where a shard was deleted a moment ago. */
    private Mono<IndexList> whole(IndexList found) {
        return Mono.justOrEmpty(recent.of(found.id()))
                .switchIfEmpty(Mono.defer(() -> database.sql(PARTS)
                        .bind("id", found.id())
                        .map(PgIndexLists::parts)
                        .one()
                        .doOnNext(parts -> recent.remember(found.id(), parts))))
                .map(found::withParts);
    }

    @Override
    public Mono<IndexList> keep(RepositoryId repository, IndexList made) {
        List<Part> parts = made.parts();
        return database.sql(KEEP)
                .bind("line", made.line())
                .bind("repository", repository.value())
                .bind("first", made.firstRevision())
                .bind("last", made.lastRevision())
                .bind("entries", made.entries())
                .bind("shards", parts.stream().map(part -> part.kept().id()).toArray(Long[]::new))
                .bind("firsts", parts.stream().map(part -> part.mark()).toArray(String[]::new))
                .bind("sums", Payloads.write(new SumsByForm(made.sums())))
                .map(row -> CatalogRows.number(row, "id"))
                .one()
                .map(made::withId)
                .doOnNext(kept -> recent.remember(kept.id(), kept.parts()))
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> hold(IndexList list, long revision, Map<Compression, Sums> sums) {
        return database.sql(HOLD)
                .bind("id", list.id())
                .bind("revision", revision)
                .bind("sums", Payloads.write(new SumsByForm(sums)))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    private static IndexList list(Readable row) {
        return new IndexList(
                CatalogRows.number(row, "id"),
                CatalogRows.text(row, "line"),
                CatalogRows.number(row, "first_revision"),
                CatalogRows.number(row, "last_revision"),
                CatalogRows.number(row, "entries"),
                List.of(),
                Payloads.read(CatalogRows.text(row, "sums"), SumsByForm.class).forms());
    }

    private static List<Part> parts(Readable row) {
        Long[] ids = array(row, "ids", Long[].class);
        String[] digests = array(row, "digests", String[].class);
        Integer[] texts = array(row, "texts", Integer[].class);
        Integer[] gzips = array(row, "gzips", Integer[].class);
        Integer[] blocks = array(row, "blocks", Integer[].class);
        String[] locations = array(row, "locations", String[].class);
        String[] firsts = array(row, "firsts", String[].class);
        List<Part> parts = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            var shard = new Shard(digests[i], texts[i], gzips[i], blocks[i]);
            parts.add(new Part(firsts[i], new KeptShard(ids[i], shard, locations[i])));
        }
        return parts;
    }

    private static <T> T array(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    /** How sums are written. */
    private record SumsByForm(Map<Compression, Sums> forms) {}
}
