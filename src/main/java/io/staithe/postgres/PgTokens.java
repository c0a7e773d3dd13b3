package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.access.AccessFault;
import io.staithe.access.Grant;
import io.staithe.access.token.SecretHash;
import io.staithe.access.token.Token;
import io.staithe.access.token.Tokens;
import io.staithe.fault.Refused;
import io.staithe.gather.Gathering;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tokens on PostgreSQL, with grants as their lines. */
public final class PgTokens implements Tokens {
    private static final String COLUMNS = """
            id, name, grants, created_at, created_by, expires_at, used_at, revoked_at
            """;

    /** Guarded by token_name. */
    private static final String CREATE = """
            INSERT INTO token (name, hash, grants, created_by, expires_at)
            VALUES (:name, :hash, :grants, :by, :expires)
            RETURNING
            """ + COLUMNS;

    /** Guarded by token_name and token_hash, on which one of two waits for the other. */
    private static final String CREATE_FIRST = """
            INSERT INTO token (name, hash, grants, created_by, expires_at)
            SELECT :name, :hash, :grants, :by, :expires
            WHERE NOT EXISTS (SELECT FROM token WHERE 'admin' = ANY(grants))
            ON CONFLICT DO NOTHING
            RETURNING
            """ + COLUMNS;

    private static final String ADMINS = "SELECT " + COLUMNS + "FROM token WHERE 'admin' = ANY(grants)";

    private static final String LIST = "SELECT " + COLUMNS + "FROM token ORDER BY name, id DESC";

    /** By token_names. */
    private static final String BY_NAME =
            "SELECT " + COLUMNS + "FROM token WHERE name = :name ORDER BY id DESC LIMIT 1";

    /** By token_hash. */
    private static final String BY_HASH = "SELECT hash, " + COLUMNS + "FROM token WHERE hash = ANY(:hashes)";

    /** By token_name. */
    private static final String REVOKE = """
            UPDATE token
            SET revoked_at = now()
            WHERE name = :name
              AND revoked_at IS NULL
            RETURNING
            """ + COLUMNS;

    /** By the primary key. */
    private static final String USED = """
            UPDATE token
            SET used_at = now()
            WHERE id = ANY(:ids)
            """;

    /** Reads all of them: there are few. That one with admin was made is known for ever. */
    private static final String SWEEP = """
            DELETE FROM token
            WHERE least(revoked_at, expires_at) < :before
              AND id IS DISTINCT FROM (SELECT max(id) FROM token WHERE 'admin' = ANY(grants))
            """;

    /** So that however many secrets somebody invents, looking them up takes two connections. */
    private static final Gathering.Limits GROUPS = new Gathering.Limits(64, 2);

    private final DatabaseClient database;
    private final Gathering<SecretHash, Optional<Token>> byHash = new Gathering<>(GROUPS, this::found);

    /** Tokens of a database. */
    public PgTokens(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Token> create(Token.Draft draft, SecretHash hash, String createdBy) {
        return drafted(CREATE, draft, hash, createdBy)
                .map(PgTokens::token)
                .one()
                .onErrorMap(SqlFaults.on(
                        "token_name",
                        () -> new Refused(
                                AccessFault.TOKEN_EXISTS,
                                "there is a token '" + draft.name() + "'; revoke it first, or choose another name")));
    }

    @Override
    public Mono<Token> createFirst(Token.Draft draft, SecretHash hash, String createdBy) {
        return one(drafted(CREATE_FIRST, draft, hash, createdBy));
    }

    private GenericExecuteSpec drafted(String sql, Token.Draft draft, SecretHash hash, String createdBy) {
        var named = database.sql(sql)
                .bind("name", draft.name())
                .bind("hash", hash.hex())
                .bind("grants", draft.grants().stream().map(Grant::toString).toArray(String[]::new))
                .bind("by", createdBy);
        Instant expires = draft.expiresAt();
        return Binding.orNull(named, "expires", expires, Instant.class);
    }

    @Override
    public Flux<Token> admins() {
        return database.sql(ADMINS).map(PgTokens::token).all().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Token> list() {
        return database.sql(LIST).map(PgTokens::token).all().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Token> find(String name) {
        return one(database.sql(BY_NAME).bind("name", name));
    }

    @Override
    public Mono<Token> find(SecretHash hash) {
        return byHash.one(hash).flatMap(Mono::justOrEmpty);
    }

    private Mono<List<Optional<Token>>> found(List<SecretHash> hashes) {
        return database.sql(BY_HASH)
                .bind("hashes", hashes.stream().map(SecretHash::hex).toArray(String[]::new))
                .map(row -> Map.entry(CatalogRows.text(row, "hash"), token(row)))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(found -> hashes.stream()
                        .map(hash -> Optional.ofNullable(found.get(hash.hex())))
                        .toList())
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Token> revoke(String name) {
        return one(database.sql(REVOKE).bind("name", name));
    }

    private static Mono<Token> one(GenericExecuteSpec statement) {
        return statement.map(PgTokens::token).one().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> used(Set<Long> ids) {
        return database.sql(USED)
                .bind("ids", ids.toArray(Long[]::new))
                .fetch()
                .rowsUpdated()
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> sweep(Instant before) {
        return database.sql(SWEEP).bind("before", before).fetch().rowsUpdated().onErrorMap(SqlFaults::translate);
    }

    private static Token token(Readable row) {
        return new Token(
                CatalogRows.number(row, "id"),
                CatalogRows.text(row, "name"),
                Stream.of(Objects.requireNonNull(row.get("grants", String[].class)))
                        .map(Grant::parse)
                        .toList(),
                CatalogRows.instant(row, "created_at"),
                CatalogRows.text(row, "created_by"),
                row.get("expires_at", Instant.class),
                row.get("used_at", Instant.class),
                row.get("revoked_at", Instant.class));
    }
}
