package io.staithe.faults.calls;

import io.staithe.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Somebody who signs what dput sends, by gpg with a key of their own; any thread may call it. Blocks. */
public final class Uploader {
    private final Path home;

    private Uploader(Path home) {
        this.home = home;
    }

    /** Somebody with a new key below a directory. */
    public static Uploader in(Path directory) throws IOException {
        Command.require("gpg", "gnupg");
        // The socket of gpg's agent lies in it, whose path must be short.
        Path home = Files.createDirectories(directory.resolve("gpg"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Uploader uploader = new Uploader(home);
        uploader.gpg(List.of(
                "--passphrase", "", "--quick-generate-key", "Jobs <jobs@staithe.example>", "ed25519", "sign", "never"));
        return uploader;
    }

    /** The public key, armored. */
    public String key() {
        return gpg(List.of("--armor", "--export"));
    }

    /** Ends what gpg left running. */
    public void leave() {
        Command.run(List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
    }

    /** The signed {@code .changes} file (deb-changes(5)) of a package that is its own source. */
    byte[] changes(Build build) throws IOException {
        Path plain = Files.createTempFile(home, "upload", ".changes");
        Path signed = plain.resolveSibling(plain.getFileName() + ".asc");
        try {
            Files.writeString(plain, text(build));
            gpg(List.of("--output", signed.toString(), "--clearsign", plain.toString()));
            return Files.readAllBytes(signed);
        } finally {
            Files.delete(plain);
            Files.deleteIfExists(signed);
        }
    }

    private static String text(Build build) {
        String file = build.bytes().length + " %s" + build.file() + "\n";
        String sized = file.formatted("");
        return """
                Format: 1.8
                Date: Tue, 24 Nov 2026 00:00:00 +0000
                Source: %1$s
                Binary: %1$s
                Architecture: amd64
                Version: 1.0
                Distribution: unstable
                Urgency: medium
                Maintainer: Jobs <jobs@staithe.example>
                Changed-By: Jobs <jobs@staithe.example>
                Description:
                 %1$s - made for a test
                Changes:
                 %1$s (1.0) unstable; urgency=medium
                 .
                   * Built.
                Checksums-Sha1:
                 %2$s %3$sChecksums-Sha256:
                 %4$s %3$sFiles:
                 %5$s %6$s""".formatted(
                        build.name(),
                        Build.hex("SHA-1", build.bytes()),
                        sized,
                        build.item().digest(),
                        Build.hex("MD5", build.bytes()),
                        file.formatted("misc optional "));
    }

    private String gpg(List<String> words) {
        List<String> command = new ArrayList<>(
                List.of("gpg", "--homedir", home.toString(), "--batch", "--quiet", "--pinentry-mode", "loopback"));
        command.addAll(words);
        return Command.run(command).succeeded().output();
    }
}
