package io.staithe.wiring.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import io.staithe.postgres.DatabaseAddress;
import io.staithe.postgres.DatabaseAddress.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which people write where a database is. */
final class DatabaseUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://user:word@db.example:5433/staithe?sslmode=require",
                "postgres://user:word@db.example:5433/staithe?sslmode=require",
                "r2dbc:postgresql://user:word@db.example:5433/staithe?sslMode=require",
                "r2dbc:pool:postgresql://user:word@db.example:5433/staithe?sslMode=REQUIRE",
                "r2dbcs:postgresql://user:word@db.example:5433/staithe",
                "jdbc:postgresql://db.example:5433/staithe?user=user&password=word&sslmode=require"
            })
    void everyFormSaysTheSame(String url) {
        DatabaseAddress address = parse(url);
        assertThat(address.hosts()).containsExactly(new Host("db.example", 5433));
        assertThat(address.database()).isEqualTo("staithe");
        assertThat(address.username()).isEqualTo("user");
        assertThat(address.password()).isEqualTo("word");
        assertThat(address.tls().mode()).isEqualTo("require");
        assertThat(address.jdbc()).isEqualTo("jdbc:postgresql://db.example:5433/staithe?sslmode=require");
    }

    @Test
    void userAndPasswordMayComeFromBeside() {
        DatabaseAddress address = DatabaseUrl.parse("key", "postgresql://db/staithe", "user", "word");
        assertThat(address.username()).isEqualTo("user");
        assertThat(address.password()).isEqualTo("word");
        assertThat(address.hosts()).containsExactly(new Host("db", 5432));
        assertThat(address.tls().mode()).isEqualTo("prefer");
    }

    @Test
    void codesInAPasswordAreRead() {
        assertThat(parse("postgresql://user:p%40ss%2Fw+rd@db/staithe").password())
                .isEqualTo("p@ss/w+rd");
    }

    @Test
    void aFailOverGroupIsReachedAtItsPrimary() {
        DatabaseAddress address = parse("postgresql://u:p@one,[fd00::2]:5433/staithe");
        assertThat(address.hosts()).containsExactly(new Host("one", 5432), new Host("fd00::2", 5433));
        assertThat(address.jdbc())
                .isEqualTo("jdbc:postgresql://one:5432,[fd00::2]:5433/staithe?sslmode=prefer&targetServerType=primary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://user:hunter2@db/staithe",
                "postgresql://user:hunter2@db",
                "postgresql://user:hunter2@db:x/staithe",
                "postgresql://user:hunter2@db:70000/staithe",
                "postgresql://user:hunter2@db/staithe?sslmode=maybe",
                "postgresql://user:hunter2@db/staithe?prepareThreshold=0",
                "postgresql://user:hunter2%@db/staithe",
                "postgresql://db/staithe",
                ""
            })
    void whatIsNoneIsRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("staithe.database.url ")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anAddressForPeopleHidesThePassword() {
        assertThat(parse("postgresql://user:hunter2@db/staithe")).hasToString("db:5432/staithe");
    }

    private static DatabaseAddress parse(String url) {
        return DatabaseUrl.parse("staithe.database.url", url, null, null);
    }
}
