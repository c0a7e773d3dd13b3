package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.TIMEOUT;
import static io.staithe.publish.PublishingHouse.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.pool.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Follows what is published and acknowledged to its bytes. */
record ArchiveCheck(PublishingHouse house, PublishingNode node) {
    static ArchiveCheck of(PublishingHouse house, PublishingNode node) {
        return new ArchiveCheck(house, node);
    }

    /**
     * Each index that Release names, by hash, with its digest; each package that an index names, with its bytes, and
     * linked for outside web servers when the routine has run.
     */
    void everythingNamedIsThere(String distribution) {
        node.claims.linkRemaining().block(TIMEOUT);
        String base = "dists/" + distribution + "/";
        String release = new String(content(base + "Release"), UTF_8);
        boolean sha256 = false;
        for (String line : release.split("\n")) {
            sha256 = line.startsWith(" ") ? sha256 : line.equals("SHA256:");
            if (line.startsWith(" ") && sha256) {
                String[] columns = line.trim().split(" +");
                index(base, columns[0], columns[2]);
            }
        }
    }

    private void index(String base, String sha256, String path) {
        byte[] named = content(base + path);
        assertThat(digest(named)).as(path).isEqualTo(sha256);
        if (!path.endsWith("/Release")) {
            String directory = path.contains("/") ? path.substring(0, path.lastIndexOf('/') + 1) : "";
            assertThat(content(base + directory + "by-hash/SHA256/" + sha256))
                    .as("%s by hash", path)
                    .isEqualTo(named);
        }
        if (path.endsWith("/Packages")) {
            new String(named, UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("Filename: "))
                    .map(line -> line.substring("Filename: ".length()))
                    .forEach(this::poolFile);
        }
    }

    private void poolFile(String path) {
        assertThat(content(path)).as(path).isNotEmpty();
        assertThat(house.published(path)).as("the outside link").exists();
    }

    /** Each package that a repository or a snapshot shows has its bytes. */
    void everyPackageHasItsBytes() {
        List<Map<String, Object>> shown = house.rows("""
                SELECT DISTINCT b.location, b.size_bytes, b.state
                FROM membership m
                JOIN package p ON p.id = m.package_id
                JOIN blob b ON b.id = p.blob_id
                JOIN repository r ON r.id = m.repository_id
                WHERE (r.dropped_at IS NULL AND m.until_revision IS NULL)
                   OR EXISTS (
                    SELECT
                    FROM snapshot s
                    WHERE s.repository_id = r.id
                      AND s.dropped_at IS NULL
                      AND s.revision >= m.since_revision
                      AND (m.until_revision IS NULL OR s.revision < m.until_revision))
                """);
        for (Map<String, Object> blob : shown) {
            Path file = house.pool
                    .file(new Location(String.valueOf(blob.get("location"))))
                    .orElseThrow();
            assertThat(blob).containsEntry("state", "kept");
            assertThat(Files.exists(file)).as(file.toString()).isTrue();
            assertThat(file.toFile().length()).isEqualTo(blob.get("size_bytes"));
        }
    }

    private byte[] content(String path) {
        Served served = node.archives.resolve(Caller.open(), "", path).block(TIMEOUT);
        return bytes(Objects.requireNonNull(served, "nothing is served at " + path));
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
