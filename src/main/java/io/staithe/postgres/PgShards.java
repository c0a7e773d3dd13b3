package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.archive.shard.Shard;
import io.staithe.publish.files.KeptShard;
import io.staithe.publish.index.ShardStore;
import java.util.Collection;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Shards in PostgreSQL; each question is one statement. */
public final class PgShards implements ShardStore {
    /** By shard_kept_digest. */
    private static final String TOUCH = """
            UPDATE shard
            SET touched_at = now()
            WHERE digest = decode(:digest, 'hex')
              AND codec = :codec
              AND state = 'kept'
            RETURNING id, encode(digest, 'hex') AS digest, text_bytes, gzip_bytes, xz_unpadded, location
            """;

    /** Guarded by shard_kept_digest. */
    private static final String KEEP = """
            INSERT INTO shard (digest, codec, location, text_bytes, gzip_bytes, xz_unpadded)
            VALUES (decode(:digest, 'hex'), :codec, :location, :text, :gzip, :xz)
            ON CONFLICT (digest, codec) WHERE state = 'kept' DO NOTHING
            RETURNING id, encode(digest, 'hex') AS digest, text_bytes, gzip_bytes, xz_unpadded, location
            """;

    /** By the primary key. Nobody dooms them: what is left of their files is swept with those of lapsed sweepers. */
    private static final String GIVE_UP = """
            UPDATE shard
            SET state = 'doomed',
                doomed_at = now()
            WHERE id = ANY (CAST(:ids AS bigint[]))
              AND state = 'kept'
            """;

    private static final int MAX_REPEATS = 20;

    private final DatabaseClient database;

    /** Shards in a database. */
    public PgShards(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<KeptShard> touched(String sha256) {
        return database.sql(TOUCH)
                .bind("digest", sha256)
                .bind("codec", Shard.CODEC)
                .map(PgShards::kept)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    /** Whoever was faster may be doomed before it is touched; then the row is free again. */
    @Override
    public Mono<KeptShard> keep(Shard shard, String location) {
        return database.sql(KEEP)
                .bind("digest", shard.sha256())
                .bind("codec", Shard.CODEC)
                .bind("location", location)
                .bind("text", shard.textBytes())
                .bind("gzip", shard.gzipBytes())
                .bind("xz", shard.xzUnpaddedBytes())
                .map(PgShards::kept)
                .one()
                .onErrorMap(SqlFaults::translate)
                .switchIfEmpty(Mono.defer(() -> touched(shard.sha256())))
                .repeatWhenEmpty(MAX_REPEATS, empty -> empty);
    }

    @Override
    public Mono<Void> giveUp(Collection<KeptShard> lost) {
        return database.sql(GIVE_UP)
                .bind("ids", lost.stream().map(KeptShard::id).sorted().toArray(Long[]::new))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    static KeptShard kept(Readable row) {
        return new KeptShard(
                CatalogRows.number(row, "id"),
                new Shard(
                        CatalogRows.text(row, "digest"),
                        size(row, "text_bytes"),
                        size(row, "gzip_bytes"),
                        size(row, "xz_unpadded")),
                CatalogRows.text(row, "location"));
    }

    private static int size(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Integer.class), column);
    }
}
