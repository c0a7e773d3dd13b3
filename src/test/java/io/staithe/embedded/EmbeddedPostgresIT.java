package io.staithe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The embedded server's life: first start, stop, crash, takeover. */
final class EmbeddedPostgresIT {
    private DataDirectory data;

    @BeforeEach
    void make() throws IOException {
        data = DataDirectory.withCluster();
    }

    @AfterEach
    void remove() throws IOException {
        data.close();
    }

    @Test
    void aFirstStartMakesADatabaseThatAsksForItsPassword() throws SQLException, IOException {
        Trees.remove(data.paths().root());
        try (var server = data.start()) {
            assertThat(DataDirectory.show(server, "SELECT current_database()")).isEqualTo("staithe");
            assertThatThrownBy(() -> DataDirectory.enter(server.port(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(Files.getPosixFilePermissions(data.paths().password()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.getPosixFilePermissions(data.paths().cluster()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void whatIsCommittedIsOnDiskAndNobodyElseIsListenedTo() throws SQLException {
        try (var server = data.start()) {
            assertThat(DataDirectory.show(server, "SHOW fsync")).isEqualTo("on");
            assertThat(DataDirectory.show(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(DataDirectory.show(server, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(DataDirectory.show(server, "SHOW autovacuum_naptime")).isEqualTo("5s");
            assertThat(DataDirectory.show(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(DataDirectory.show(server, "SHOW unix_socket_directories"))
                    .isEmpty();
            assertThat(DataDirectory.show(server, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method = 'trust'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void dataAndPasswordAreKeptOverAnOrderlyStop() throws SQLException {
        String password;
        try (var server = data.start()) {
            password = server.password();
            DataDirectory.write(server.port(), password, "kept");
        }
        assertThat(data.paths().pidFile()).doesNotExist();
        try (var server = data.start()) {
            assertThat(server.password()).isEqualTo(password);
            assertThat(DataDirectory.rows(server, "kept")).isEqualTo(1000);
        }
    }

    @Test
    void closingTwiceIsFine() {
        var server = data.start();
        server.close();
        server.close();
        assertThat(data.paths().pidFile()).doesNotExist();
    }

    @Test
    void aServerThatDiedMeanwhileIsClosedQuietly() throws IOException {
        var server = data.start();
        ProcessHandle.of(data.postmaster()).orElseThrow().destroyForcibly();
        server.close();
        assertThat(data.paths().pidFile()).doesNotExist();
    }

    @Test
    void aKilledGatewaysServerIsTakenOverWithItsData() throws Exception {
        var gateway = LauncherProcess.on(data.path(), DataDirectory.BINARIES);
        DataDirectory.write(gateway.port(), gateway.password(), "kept");
        gateway.kill();
        var orphan = ProcessHandle.of(data.postmaster()).orElseThrow();
        assertThat(orphan.isAlive()).isTrue();
        try (var lock = DirectoryLock.take(data.path());
                var server = data.start()) {
            assertThat(lock).isNotNull();
            orphan.onExit().get(30, TimeUnit.SECONDS);
            assertThat(data.postmaster()).isNotEqualTo(orphan.pid());
            assertThat(DataDirectory.rows(server, "kept")).isEqualTo(1000);
        }
    }

    @Test
    void aServerKilledWithItsGatewayRecovers() throws Exception {
        var gateway = LauncherProcess.on(data.path(), DataDirectory.BINARIES);
        DataDirectory.write(gateway.port(), gateway.password(), "kept");
        gateway.kill();
        var orphan = ProcessHandle.of(data.postmaster()).orElseThrow();
        orphan.destroyForcibly();
        try (var server = data.start()) {
            assertThat(DataDirectory.rows(server, "kept")).isEqualTo(1000);
        }
    }

    @Test
    void aStrangerWithTheNumberOfTheLastServerIsLeftAlone() throws Exception {
        var stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    data.paths().pidFile(), stranger.pid() + "\n" + data.paths().cluster() + "\n");
            try (var server = data.start()) {
                assertThat(DataDirectory.show(server, "SELECT 1")).isEqualTo("1");
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aSecondGatewayIsRefusedByTheLockThatIsNamed() throws Exception {
        try (var first = LauncherProcess.on(data.path(), DataDirectory.BINARIES);
                var second = LauncherProcess.on(data.path(), DataDirectory.BINARIES)) {
            assertThat(first.isReady()).isTrue();
            assertThat(second.said())
                    .startsWith("fault data-directory-locked")
                    .contains(data.path().resolve("staithe.lock").toString())
                    .contains("process " + first.pid());
            DataDirectory.write(first.port(), first.password(), "untouched");
        }
    }

    @Test
    void aLockIsRefusedWithinOneProcessAndFreeAfterItsRelease() {
        var first = DirectoryLock.take(data.path());
        assertThatThrownBy(() -> DirectoryLock.take(data.path()))
                .isInstanceOfSatisfying(
                        Refused.class, fault -> assertThat(fault.code()).isEqualTo(EmbeddedFault.DIRECTORY_LOCKED));
        first.close();
        DirectoryLock.take(data.path()).close();
    }

    @Test
    void dataOfAnotherMajorIsRefusedNamingBothAndTheWayOut() throws IOException {
        Files.writeString(data.paths().majorFile(), "17\n");
        assertThatThrownBy(data::start)
                .isInstanceOfSatisfying(
                        Refused.class, fault -> assertThat(fault.code()).isEqualTo(EmbeddedFault.MAJOR_DIFFERS))
                .hasMessageContaining("PostgreSQL 17")
                .hasMessageContaining("PostgreSQL 18")
                .hasMessageContaining("dump and restore");
    }

    @Test
    void aClusterThatWasCutShortIsMadeAnew() throws IOException, SQLException {
        Trees.remove(data.paths().root());
        Files.createDirectories(data.paths().unfinishedCluster().resolve("base"));
        try (var server = data.start()) {
            assertThat(DataDirectory.show(server, "SELECT 1")).isEqualTo("1");
        }
        assertThat(data.paths().unfinishedCluster()).doesNotExist();
    }

    @Test
    void aLostPasswordIsSaidSo() throws IOException {
        Files.delete(data.paths().password());
        assertThatThrownBy(data::start)
                .isInstanceOf(Refused.class)
                .hasMessageContaining(data.paths().password().toString());
    }
}
