package io.staithe.embedded;

import io.staithe.fault.Broken;
import io.staithe.fault.Refused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The server's programs: an archive on the class path, unpacked once per archive into a cache.
 *
 * <p>A cache appears whole or not at all: it is unpacked beside its name, synced, renamed. Several processes may unpack
 * the same at once; the first one's is used by all.
 *
 * @param directory the unpacked archive
 */
record Binaries(Path directory) {
    private static final Map<String, String> ARCHIVES =
            Map.of("amd64", "/postgres-linux-x86_64.txz", "aarch64", "/postgres-linux-arm_64.txz");
    private static final String PREFIX = "binaries-";
    private static final int DIGEST_CHARACTERS = 16;
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)(\\S*)");
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);
    private static final Duration SYNC_LIMIT = Duration.ofMinutes(2);
    private static final int PERMISSIONS = 0777;
    private static final String PROGRAM = "rwxr-xr-x";
    private static final String DATA = "rw-r--r--";
    private static final int ANY_EXECUTE = 0111;

    /** The programs, unpacked into the cache if they were not. */
    static Binaries unpackedIn(Path cache) throws IOException {
        String archive = archive();
        Path target = cache.resolve(PREFIX + digest(archive));
        if (!Files.isDirectory(target)) {
            Path unfinished = cache.resolve(PREFIX + "new-" + UUID.randomUUID());
            try {
                unpack(archive, unfinished);
                new Command(List.of("sync", "-f", unfinished.toString()), cache, SYNC_LIMIT).run();
                move(unfinished, target);
            } finally {
                Trees.remove(unfinished);
            }
        }
        return new Binaries(target);
    }

    private static String archive() {
        String platform = System.getProperty("os.arch");
        String archive = ARCHIVES.get(platform);
        if (archive == null || Binaries.class.getResource(archive) == null) {
            throw new Refused(
                    EmbeddedFault.PLATFORM_UNKNOWN,
                    "there is no embedded PostgreSQL for " + System.getProperty("os.name") + " on " + platform
                            + ", only for Linux on " + ARCHIVES.keySet()
                            + "; set staithe.database.url to an external server");
        }
        return archive;
    }

    private static InputStream open(String archive) throws IOException {
        InputStream stream = Binaries.class.getResourceAsStream(archive);
        if (stream == null) {
            throw new IOException(archive + " is not on the class path");
        }
        return new BufferedInputStream(stream, 1 << 16);
    }

    private static String digest(String archive) throws IOException {
        try (var stream = new DigestInputStream(open(archive), MessageDigest.getInstance("SHA-256"))) {
            stream.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(stream.getMessageDigest().digest()).substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static void unpack(String archive, Path target) throws IOException {
        Trees.make(target, PROGRAM);
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(open(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException(archive + " holds a member outside itself: " + entry.getName());
                }
                unpack(tar, entry, path);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Trees.make(path, PROGRAM);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, path);
        boolean executable = (entry.getMode() & PERMISSIONS & ANY_EXECUTE) != 0;
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? PROGRAM : DATA));
    }

    private static void move(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            // Another process may have been first; what it unpacked is the same.
            if (!Files.isDirectory(target)) {
                throw failed;
            }
        }
    }

    /** Removes what other releases, and unpackings that were cut short, left in the cache. */
    void removeOthers() throws IOException {
        Path cache = Objects.requireNonNull(directory.getParent());
        try (var others = Files.newDirectoryStream(cache, PREFIX + "*")) {
            for (Path other : others) {
                if (!other.equals(directory)) {
                    Trees.remove(other);
                }
            }
        }
    }

    String program(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    /** The version of these programs, by asking one of them. */
    Version version() {
        var result = new Command(List.of(program("postgres"), "--version"), directory, VERSION_LIMIT)
                .run()
                .orFail("asking " + program("postgres") + " for its version");
        Matcher matcher = VERSION.matcher(result.output());
        if (!matcher.find()) {
            throw new Broken(
                    EmbeddedFault.LAUNCH_FAILED, "the version of PostgreSQL is unreadable: " + result.output());
        }
        return new Version(Integer.parseInt(matcher.group(1)), matcher.group(1) + matcher.group(2));
    }

    /**
     * A version of PostgreSQL.
     *
     * @param major data of one major is readable by that major only
     * @param text the whole of it
     */
    record Version(int major, String text) {}
}
