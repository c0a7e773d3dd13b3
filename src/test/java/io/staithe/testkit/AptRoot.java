package io.staithe.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A private root of a real apt: its own lists, cache and dpkg status, nothing of the machine's. */
public final class AptRoot {
    private final Path root;

    private AptRoot(Path root) {
        this.root = root;
    }

    /** Makes a root in an empty directory. */
    public static AptRoot in(Path root) {
        Command.require("apt-get", "apt");
        try {
            for (String directory : List.of(
                    "etc/apt/apt.conf.d",
                    "etc/apt/preferences.d",
                    "etc/apt/sources.list.d",
                    "var/lib/apt/lists/partial",
                    "var/cache/apt/archives/partial",
                    "var/lib/dpkg/info",
                    "var/lib/dpkg/updates",
                    "var/log/apt",
                    "installed/var/lib/dpkg")) {
                Files.createDirectories(root.resolve(directory));
            }
            Files.writeString(root.resolve("var/lib/dpkg/status"), "");
            Files.writeString(root.resolve("installed/var/lib/dpkg/status"), "");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new AptRoot(root);
    }

    /** Sets the one source, as a line of {@code sources.list(5)}. */
    public AptRoot source(String line) {
        return write("etc/apt/sources.list", line + "\n");
    }

    /** Writes a file of the configuration. */
    public AptRoot write(String file, String text) {
        try {
            Files.writeString(root.resolve(file), text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return this;
    }

    /** A path below the root. */
    public Path path(String file) {
        return root.resolve(file);
    }

    /** Runs {@code apt-get} with these words. */
    public Command.Result get(String... words) {
        return apt("apt-get", words);
    }

    /** Installs the newest version of a package into a directory of this root, and gives that. */
    public Path installed(String name) {
        Path into = path("installed");
        get(
                        "-y",
                        "-o",
                        "DPkg::Options::=--root=" + into,
                        "-o",
                        "DPkg::Options::=--force-script-chrootless",
                        "-o",
                        "DPkg::Options::=--force-not-root",
                        "-o",
                        "Dpkg::Use-Pty=0",
                        "install",
                        name)
                .succeeded();
        return into;
    }

    /** Runs {@code apt-cache} with these words. */
    public Command.Result cache(String... words) {
        return apt("apt-cache", words);
    }

    /** Runs another tool of apt's family with these words. */
    public Command.Result run(String tool, String... words) {
        return apt(tool, words);
    }

    private Command.Result apt(String tool, String... words) {
        List<String> command = new ArrayList<>(List.of(
                tool,
                "-o",
                "Dir=" + root,
                "-o",
                "Dir::State::status=" + root.resolve("var/lib/dpkg/status"),
                "-o",
                "APT::Sandbox::User=root",
                "-o",
                "APT::Architecture=amd64",
                "-o",
                "Debug::NoLocking=1",
                "-o",
                "Acquire::Languages=none",
                "-o",
                "Acquire::Check-Valid-Until=true",
                "-o",
                "Acquire::Check-Date=true",
                "-o",
                "Acquire::GzipIndexes=false"));
        command.addAll(List.of(words));
        return Command.run(command, root);
    }
}
