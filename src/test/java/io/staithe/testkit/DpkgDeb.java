package io.staithe.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Packages made by the real {@code dpkg-deb}. */
public final class DpkgDeb {
    private DpkgDeb() {}

    /** Builds a package with one small file in it, and gives its bytes. Blocks. */
    public static byte[] build(Path scratch, String name, String version, String architecture, String... moreFields) {
        try {
            Path tree = Files.createTempDirectory(scratch, "deb");
            Files.createDirectories(tree.resolve("DEBIAN"));
            Files.createDirectories(tree.resolve("usr/share/" + name));
            Files.writeString(tree.resolve("usr/share/" + name + "/version"), version + "\n");
            Files.writeString(
                    tree.resolve("DEBIAN/control"),
                    "Package: " + name + "\nVersion: " + version + "\nArchitecture: " + architecture
                            + "\nMaintainer: Test Bench <bench@example.org>\n"
                            + String.join(
                                    "",
                                    List.of(moreFields).stream()
                                            .map(field -> field + "\n")
                                            .toList())
                            + "Section: misc\nPriority: optional\nDescription: a package of the test bench\n"
                            + " It says its version in a file.\n .\n And nothing else.\n");
            Path file = scratch.resolve(tree.getFileName() + ".deb");
            Command.run(List.of("dpkg-deb", "--root-owner-group", "-b", tree.toString(), file.toString()))
                    .succeeded();
            return Files.readAllBytes(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The file name that the archive expects. */
    public static String fileName(String name, String version, String architecture) {
        return name + "_" + version.substring(version.indexOf(':') + 1) + "_" + architecture + ".deb";
    }
}
