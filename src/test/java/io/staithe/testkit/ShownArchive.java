package io.staithe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * An archive as apt reads it, from InRelease to the files of the pool: whatever it names is there, and is what it says.
 *
 * @param read the bytes at a path
 * @param isRead whether a path is one here
 */
public record ShownArchive(Function<String, byte[]> read, Predicate<String> isRead) {
    private static final Pattern LISTED = Pattern.compile("(?m)^ ([0-9a-f]{64}) +(\\d+) (\\S+)$");
    private static final Pattern INDEX = Pattern.compile("Packages\\.gz");
    private static final Pattern POOL =
            Pattern.compile("(?s)(?:^|\\n)Filename: (\\S+)\\n.*?\\nSHA256: ([0-9a-f]{64})\\n");

    /** All that a server answers. */
    public static ShownArchive served(Function<String, byte[]> read) {
        return new ShownArchive(read, path -> true);
    }

    /** What web servers of others read. */
    public static ShownArchive onDisk(Path root) {
        return served(path -> content(root.resolve(path)));
    }

    /** What a web server shows that asks another one for what it does not find; by name only what it finds itself. */
    public static ShownArchive inFront(Path root, Function<String, byte[]> asked) {
        Predicate<String> isFound = path -> Files.exists(root.resolve(path));
        return new ShownArchive(path -> isFound.test(path) ? content(root.resolve(path)) : asked.apply(path), isFound);
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** The files of packages that a distribution shows, after everything was looked at. */
    public Set<String> files(String distribution) {
        String root = "dists/" + distribution + "/";
        String inRelease = text(root + "InRelease");
        assertThat(inRelease).contains(text(root + "Release")).endsWith("-----END PGP SIGNATURE-----\n");
        List<Listed> listed = listed(inRelease);
        for (Listed file : listed) {
            if (isRead.test(root + file.path())) {
                file.assertIs(read.apply(root + file.path()));
            }
            if (!file.isPatch()) {
                file.assertIs(read.apply(root + file.byHash()));
            }
        }
        return listed.stream()
                .filter(file -> INDEX.matcher(file.name()).matches())
                .flatMap(file -> pool(unpacked(read.apply(root + file.byHash()))).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> pool(String index) {
        return POOL.matcher(index)
                .results()
                .map(found -> {
                    assertThat(sha256(read.apply(found.group(1))))
                            .as(found.group(1))
                            .isEqualTo(found.group(2));
                    return found.group(1).substring(found.group(1).lastIndexOf('/') + 1);
                })
                .toList();
    }

    private String text(String path) {
        return new String(read.apply(path), UTF_8);
    }

    private static List<Listed> listed(String inRelease) {
        return LISTED.matcher(inRelease).results().map(Listed::of).toList();
    }

    private static String unpacked(byte[] gzip) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A line of a Release file. */
    public record Listed(String sha256, long sizeBytes, String path) {
        private static Listed of(MatchResult line) {
            return new Listed(line.group(1), Long.parseLong(line.group(2)), line.group(3));
        }

        private void assertIs(byte[] bytes) {
            assertThat(bytes).as(path).hasSize((int) sizeBytes);
            assertThat(ShownArchive.sha256(bytes)).as(path).isEqualTo(sha256);
        }

        private String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        private String byHash() {
            return path.substring(0, path.lastIndexOf('/') + 1) + "by-hash/SHA256/" + sha256;
        }

        private boolean isPatch() {
            return path.contains(".diff/") && !path.endsWith("/Index");
        }
    }
}
