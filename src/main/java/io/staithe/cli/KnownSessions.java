package io.staithe.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Remembers the addresses of open upload sessions across runs, a file each, as far as the disk allows: what cannot be
 * remembered is only sent from its beginning after the process was killed.
 */
final class KnownSessions {
    private final Path directory;

    KnownSessions(Path directory) {
        this.directory = directory;
    }

    /** Where the XDG Base Directory Specification has the state of programs. */
    static Path ofUser(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("java.io.tmpdir"));
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        return (state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state)).resolve("staithe");
    }

    /** The session in which these bytes went to this destination. */
    Optional<URI> find(Destination destination, String sha256) {
        try {
            return Optional.of(
                    URI.create(Files.readString(file(destination, sha256)).strip()));
        } catch (IOException | IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** A session was opened. */
    void remember(Destination destination, String sha256, URI session) {
        try {
            Files.createDirectories(directory);
            Files.writeString(file(destination, sha256), session + "\n");
        } catch (IOException unwritable) {
            forget(destination, sha256);
        }
    }

    /** A session is over. */
    void forget(Destination destination, String sha256) {
        try {
            Files.deleteIfExists(file(destination, sha256));
        } catch (IOException stays) {
            // Whoever finds it is told by the server that the session is over.
            return;
        }
    }

    /** What a session may do was said when it was opened: another destination needs another. */
    private Path file(Destination destination, String sha256) {
        String what = destination + "\n" + sha256;
        return directory.resolve(
                UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString());
    }
}
