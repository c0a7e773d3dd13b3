package io.staithe.pool.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.pool.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OldFilesTest {
    @TempDir
    Path pool;

    @Test
    void filesAreFoundWhereTheyLieNowAndWhereReleasesBeforePutThem() throws IOException {
        Files.createDirectories(pool.resolve("aa/bb"));
        Files.createDirectories(pool.resolve("cc"));
        for (String file : List.of("aa/aa01.x", "aa/bb/aabb.y", "cc/cc02.z")) {
            Files.writeString(pool.resolve(file), "x");
        }
        assertThat(found(Instant.MIN, Instant.MAX)).containsExactlyInAnyOrder("aa/aa01.x", "aa/bb/aabb.y", "cc/cc02.z");
        assertThat(found(Instant.MIN, Instant.EPOCH)).isEmpty();
    }

    private List<String> found(Instant from, Instant to) throws IOException {
        OldFiles old = new OldFiles(pool);
        List<String> found = new ArrayList<>();
        for (Path first : old.firstDirectories()) {
            old.below(first, from, to).stream().map(Location::value).forEach(found::add);
        }
        return found;
    }
}
