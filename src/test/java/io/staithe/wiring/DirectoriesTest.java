package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directories at the top. */
final class DirectoriesTest {
    @TempDir
    private Path root;

    @Test
    void everythingIsMadeAndSecretsAreClosed() throws IOException {
        var directories =
                Directories.under(root.resolve("own"), root.resolve("all")).prepare();
        assertThat(mode(directories.data())).isEqualTo("rwxr-xr-x");
        assertThat(mode(directories.pool())).isEqualTo("rwxr-xr-x");
        assertThat(mode(directories.published())).isEqualTo("rwxr-xr-x");
        assertThat(mode(directories.spool())).isEqualTo("rwx------");
        assertThat(mode(directories.keys())).isEqualTo("rwx------");
        assertThat(directories.keys()).hasParent(root.resolve("all"));
        assertThat(directories.uploadRoot()).doesNotExist();
    }

    @Test
    void keysThatStoodOpenAreClosedAndOtherModesAreLeft() throws IOException {
        Path keys = Files.createDirectory(root.resolve("keys"));
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path pool = Files.createDirectory(root.resolve("pool"));
        Files.setPosixFilePermissions(pool, PosixFilePermissions.fromString("rwx--x--x"));
        Directories.under(root, root).prepare();
        assertThat(mode(keys)).isEqualTo("rwx------");
        assertThat(mode(pool)).isEqualTo("rwx--x--x");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        assertThatThrownBy(() -> Directories.makeData(file.resolve("data")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("staithe.data-directory");
    }

    @Test
    void anInstanceKeepsItsName() throws IOException {
        InstanceName first = InstanceName.keptIn(root);
        assertThat(InstanceName.keptIn(root)).isEqualTo(first);
    }

    private static String mode(Path directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }
}
