package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.staithe.fault.Broken;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;
import io.staithe.queue.QueueFault;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.UncategorizedR2dbcException;
import org.springframework.transaction.CannotCreateTransactionException;
import reactor.core.Exceptions;

final class SqlFaultsTest {
    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03"})
    void lostRacesMayBeRepeated(String state) {
        Throwable failure = wrapped(state);
        assertThat(SqlFaults.isRetryable(failure)).isTrue();
        assertCode(failure, SqlFault.DATABASE_CONTENDED);
        assertThat(SqlFaults.isRetryable(SqlFaults.translate(failure))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08000", "08006", "25006", "25P02", "25P03", "25P04", "28P01", "3D000", "53200", "53300", "57000",
                "57P01", "57P03"
            })
    void lostConnectionsAreShortages(String state) {
        assertCode(wrapped(state), SqlFault.DATABASE_UNAVAILABLE);
        assertThat(SqlFaults.isRetryable(wrapped(state))).isFalse();
    }

    @Test
    void connectionsThatCannotBeHadAreShortages() {
        assertCode(
                new CannotCreateTransactionException("no", new R2dbcTimeoutException("no")),
                SqlFault.DATABASE_UNAVAILABLE);
        assertCode(new R2dbcNonTransientResourceException("closed"), SqlFault.DATABASE_UNAVAILABLE);
        assertCode(
                new DataAccessResourceFailureException("no", new IOException("refused")),
                SqlFault.DATABASE_UNAVAILABLE);
        assertThat(SqlFaults.translate(new R2dbcTimeoutException("no"))).isInstanceOf(Exhausted.class);
    }

    @Test
    void aStatementThatTookTooLongIsItsOwnShortage() {
        assertCode(wrapped("57014"), SqlFault.STATEMENT_TIMED_OUT);
        assertThat(SqlFaults.isRetryable(wrapped("57014"))).isFalse();
    }

    @Test
    void aFullDiskIsItsOwnShortage() {
        assertCode(wrapped("53100"), SqlFault.DATABASE_FULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "22P05", "54000"})
    void aTextThatCannotBeStoredIsTheCallers(String state) {
        assertCode(wrapped(state), SqlFault.TEXT_UNSTORABLE);
        assertThat(SqlFaults.translate(wrapped(state))).isInstanceOf(Refused.class);
    }

    @Test
    void constraintsThatNobodyNamedAreOurs() {
        Throwable failure = new DataIntegrityViolationException(
                "broken", new R2dbcDataIntegrityViolationException("broken", "23505"));
        assertThat(SqlFaults.translate(failure)).isInstanceOf(Broken.class).hasCause(failure);
    }

    @Test
    void anythingElseOfTheDatabaseIsOurs() {
        assertCode(new R2dbcBadGrammarException("syntax", "42601"), SqlFault.DATABASE_BROKE);
        assertThat(SqlFaults.on("a_constraint", SqlFaultsTest::refused)
                        .apply(new R2dbcBadGrammarException("syntax", "42601")))
                .isInstanceOf(Broken.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0A000", "54001", "55000", "P0001", "XX000", "XX001"})
    void whatTheDriverTakesForALostConnectionIsOursWhereTheServerSaysWhatItWas(String state) {
        R2dbcNonTransientResourceException unknown = new R2dbcNonTransientResourceException("no", state);
        assertCode(unknown, SqlFault.DATABASE_BROKE);
        assertCode(new DataAccessResourceFailureException("no", unknown), SqlFault.DATABASE_BROKE);
    }

    @Test
    void faultsAndStrangersPass() {
        Throwable stranger = new IllegalStateException("not the database's");
        assertThat(SqlFaults.translate(stranger)).isSameAs(stranger);
        Refused refused = refused();
        assertThat(SqlFaults.translate(refused)).isSameAs(refused);
    }

    @Test
    void ofStatementsThatWereSentTogetherTheOneThatFailedByItselfCounts() {
        Throwable together = Exceptions.multiple(wrapped("25P02"), wrapped("40P01"), wrapped("25P02"));
        assertThat(SqlFaults.isRetryable(together)).isTrue();
        assertCode(together, SqlFault.DATABASE_CONTENDED);
        Refused refused = refused();
        assertThat(SqlFaults.translate(Exceptions.multiple(wrapped("25P02"), refused)))
                .isSameAs(refused);
    }

    @Test
    void statementsThatWereSentTogetherMayBePartsOfMore() {
        Throwable writes = Exceptions.multiple(
                wrapped("25P02"), Exceptions.multiple(wrapped("40P01"), wrapped("25P02")), wrapped("25P02"));
        Throwable together = Exceptions.multiple(writes, SqlFaults.translate(wrapped("25P02")));
        assertThat(SqlFaults.isRetryable(together)).isTrue();
        assertCode(together, SqlFault.DATABASE_CONTENDED);
        Throwable lost = new R2dbcNonTransientResourceException("the connection was closed");
        assertCode(
                Exceptions.multiple(Exceptions.multiple(lost, lost), SqlFaults.translate(lost)),
                SqlFault.DATABASE_UNAVAILABLE);
        assertCode(Exceptions.multiple(wrapped("25P02"), wrapped("25P02")), SqlFault.DATABASE_UNAVAILABLE);
    }

    private static Refused refused() {
        return new Refused(QueueFault.UNKNOWN_TASK, "no");
    }

    private static Throwable wrapped(String state) {
        return new UncategorizedR2dbcException("wrapped", "SELECT", new R2dbcRollbackException("lost", state));
    }

    private static void assertCode(Throwable failure, FaultCode code) {
        assertThat(SqlFaults.translate(failure))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }
}
