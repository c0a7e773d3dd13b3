package io.staithe.postgres;

import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.staithe.fault.Broken;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Turns what the driver throws into faults; the only reader of SQLSTATE (PostgreSQL, appendix A).
 *
 * <p>A broken constraint is the caller's only where it is named by {@link #on}; any other is ours.
 */
final class SqlFaults {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final long MAX_REPEATS = 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    private static final String AFTER_A_FAILURE = "25P02";
    /** Connections, authorization, resources, and what operators do. */
    private static final Set<String> LOST_CLASSES = Set.of("08", "28", "53", "57");
    /**
     * A database that is not there, or not to write to, and transactions that the server ended, or that ended before.
     */
    private static final Set<String> LOST_STATES = Set.of("3D000", "25006", AFTER_A_FAILURE, "25P03", "25P04");

    private SqlFaults() {}

    /** The fault that a failed statement or transaction means; faults and what is not the database's pass unchanged. */
    static Throwable translate(Throwable thrown) {
        Throwable failure = first(thrown);
        if (failure instanceof Fault || !isDatabase(failure)) {
            return failure;
        }
        return state(failure).map(state -> byState(state, failure)).orElseGet(() -> byKind(failure));
    }

    /** A mapping for {@code onErrorMap}: the given fault where this constraint was broken, else {@link #translate}. */
    static Function<Throwable, Throwable> on(String constraint, Supplier<? extends Fault> fault) {
        return failure -> isBreach(failure, constraint) ? fault.get() : translate(failure);
    }

    /** Whether repeating the whole transaction may help: a deadlock or a serialization failure, translated or not. */
    static boolean isRetryable(Throwable thrown) {
        Throwable failure = first(thrown);
        if (failure instanceof Fault fault) {
            return fault.code() == SqlFault.DATABASE_CONTENDED;
        }
        return state(failure).filter(SqlFaults::isContention).isPresent();
    }

    /** Repeats a whole transaction a few times where others had to be let through; then it fails with what it met. */
    static Retry contention() {
        return Retry.backoff(MAX_REPEATS, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(SqlFaults::isRetryable)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }

    /** Repeats the whole transaction unless all rows are there that were there a moment ago. */
    static Mono<Void> repeatUnless(boolean there, String what) {
        return there ? Mono.empty() : Mono.error(() -> new Exhausted(SqlFault.DATABASE_CONTENDED, what, SOON));
    }

    /** Of statements that were sent together, the one that failed by itself: those after it fail because it did. */
    private static Throwable first(Throwable failure) {
        List<Throwable> failures = apart(failure).toList();
        return failures.stream()
                .filter(one -> state(one).filter(AFTER_A_FAILURE::equals).isEmpty())
                .findFirst()
                .orElse(failures.get(0));
    }

    /** What failed together, which may have been put together out of what failed together. */
    private static Stream<Throwable> apart(Throwable failure) {
        return Exceptions.isMultiple(failure)
                ? Exceptions.unwrapMultiple(failure).stream().flatMap(SqlFaults::apart)
                : Stream.of(failure);
    }

    private static boolean isBreach(Throwable failure, String constraint) {
        return constraint(failure).equals(constraint);
    }

    /** The constraint that was broken; empty where none was. */
    private static String constraint(Throwable failure) {
        return details(failure).flatMap(ErrorDetails::getConstraintName).orElse("");
    }

    private static Fault byState(String state, Throwable failure) {
        if (isContention(state)) {
            return new Exhausted(SqlFault.DATABASE_CONTENDED, "the database gave way to others: " + state, SOON);
        }
        if (state.equals("57014")) {
            return new Exhausted(
                    SqlFault.STATEMENT_TIMED_OUT, "the database ended a statement that took too long", SOON);
        }
        if (state.equals("53100")) {
            return new Exhausted(SqlFault.DATABASE_FULL, "the database's disk is full", SOON);
        }
        if (isLost(state)) {
            return unavailable();
        }
        if (state.equals("22021") || state.equals("22P05")) {
            return new Refused(SqlFault.TEXT_UNSTORABLE, "a text holds a character that cannot be stored, such as NUL");
        }
        if (state.equals("54000")) {
            return new Refused(SqlFault.TEXT_UNSTORABLE, "a text that is looked up by is too long to be stored");
        }
        if (state.equals("23505") || state.equals("23503")) {
            return new Broken(SqlFault.DATABASE_BROKE, "constraint '" + constraint(failure) + "' was broken", failure);
        }
        return broke(failure);
    }

    /**
     * Where the server did not say what it was. What it says the driver takes for a lost connection, unless it knows
     * it.
     */
    private static Fault byKind(Throwable failure) {
        boolean lost = causes(failure)
                .anyMatch(cause -> cause instanceof R2dbcTimeoutException
                        || cause instanceof R2dbcTransientResourceException
                        || cause instanceof R2dbcNonTransientResourceException
                        || cause instanceof DataAccessResourceFailureException
                        || cause instanceof IOException);
        return lost ? unavailable() : broke(failure);
    }

    private static Fault broke(Throwable failure) {
        return new Broken(SqlFault.DATABASE_BROKE, "the database refused a statement", failure);
    }

    /** The database is not there. */
    static Fault unavailable() {
        return new Exhausted(SqlFault.DATABASE_UNAVAILABLE, "the database does not answer", SOON);
    }

    private static boolean isLost(String state) {
        return state.length() > 2 && LOST_CLASSES.contains(state.substring(0, 2)) || LOST_STATES.contains(state);
    }

    private static boolean isContention(String state) {
        return state.equals("40001") || state.equals("40P01") || state.equals("55P03");
    }

    private static boolean isDatabase(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof R2dbcException
                        || cause instanceof DataAccessException
                        || cause instanceof TransactionException);
    }

    private static Optional<String> state(Throwable failure) {
        return causes(failure)
                .filter(R2dbcException.class::isInstance)
                .flatMap(cause -> Stream.ofNullable(((R2dbcException) cause).getSqlState()))
                .findFirst();
    }

    private static Optional<ErrorDetails> details(Throwable failure) {
        return causes(failure)
                .filter(PostgresqlException.class::isInstance)
                .map(cause -> ((PostgresqlException) cause).getErrorDetails())
                .findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(16);
    }
}
