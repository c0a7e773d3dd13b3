package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.sweep.Doomed;
import io.staithe.sweep.DoomedRows;
import io.staithe.sweep.Terms;
import java.util.Collection;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Doomed rows of one kind in PostgreSQL. Rows are locked in the order of their ids, and nobody is waited for. */
final class PgDoomedRows implements DoomedRows {
    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final DoomRules rules;

    PgDoomedRows(DatabaseClient database, TransactionalOperator transactions, DoomRules rules) {
        this.database = database;
        this.transactions = transactions;
        this.rules = rules;
    }

    @Override
    public Mono<Batch> doom(long by, Terms terms, long after, int limit) {
        return before().then(Mono.defer(() -> candidates(terms, after, limit)))
                .flatMap(ids -> doomed(by, terms, ids)
                        .map(doomed -> new Batch(doomed, ids.size() < limit ? 0 : ids.get(ids.size() - 1))))
                .as(transactions::transactional)
                .onErrorMap(SqlFaults::translate);
    }

    private Mono<Void> before() {
        return rules.before().isEmpty()
                ? Mono.empty()
                : database.sql(rules.before()).then();
    }

    private Mono<List<Long>> candidates(Terms terms, long after, int limit) {
        return SweepBinds.of(database, rules.candidates(), terms)
                .bind("after", after)
                .bind("limit", limit)
                .map(row -> CatalogRows.number(row, "id"))
                .all()
                .collectList();
    }

    private Mono<List<Doomed>> doomed(long by, Terms terms, List<Long> ids) {
        return ids.isEmpty()
                ? Mono.just(List.of())
                : rows(SweepBinds.of(database, rules.doom(), terms)
                        .bind("by", by)
                        .bind("ids", ids.toArray(Long[]::new)));
    }

    @Override
    public Mono<List<Doomed>> adopt(long by, Terms terms, int limit) {
        return rules.adopt().isEmpty()
                ? Mono.just(List.of())
                : rows(SweepBinds.of(database, rules.adopt(), terms)
                                .bind("by", by)
                                .bind("limit", limit))
                        .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> forget(Collection<Doomed> gone) {
        return database.sql(rules.forget())
                .bind("ids", gone.stream().map(Doomed::id).toArray(Long[]::new))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    private static Mono<List<Doomed>> rows(DatabaseClient.GenericExecuteSpec statement) {
        return statement.map(PgDoomedRows::doomed).all().collectList();
    }

    private static Doomed doomed(Readable row) {
        return new Doomed(
                CatalogRows.number(row, "id"),
                CatalogRows.text(row, "storage"),
                CatalogRows.text(row, "place"),
                CatalogRows.number(row, "size_bytes"));
    }
}
