package io.staithe.publish.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.archive.ListedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagedTest {
    private static final long PUBLICATION = 7;
    private static final String DIRECTORY = "main/binary-amd64";
    private static final byte[] BYTES = "Suite: stable\n".getBytes(StandardCharsets.UTF_8);
    private static final String SHARED = DIRECTORY + "/SHA256/";

    @Test
    void finishTellsEverythingThatIsNotOnDiskYet(@TempDir Path root) throws IOException {
        PublishedPaths paths = new PublishedPaths(root);
        Finished finished = finished(paths, "1-1-a");

        Path binary = paths.dists(finished.staging()).resolve(DIRECTORY);
        assertThat(finished.unsynced())
                .contains(binary.resolve("Release"), paths.manifest(finished.staging()))
                .contains(root, paths.generation(finished.staging()), binary.getParent(), binary)
                .contains(paths.byHash(PUBLICATION).resolve(SHARED));
    }

    @Test
    void aFileThatAnotherGenerationSharesIsToldByBoth(@TempDir Path root) throws IOException {
        PublishedPaths paths = new PublishedPaths(root);
        finished(paths, "1-1-a");
        Finished second = finished(paths, "2-1-b");

        assertThat(second.unsynced())
                .contains(paths.byHash(PUBLICATION)
                        .resolve(SHARED + second.file().sums().sha256()));
    }

    private static Finished finished(PublishedPaths paths, String attempt) throws IOException {
        String staging = PublishedPaths.staging(PUBLICATION, attempt);
        Staged staged =
                Staged.begin(new Storages.Storage(paths, LinkMethod.HARDLINK, Readers.GATEWAY), PUBLICATION, staging);
        ListedFile written = staged.write(DIRECTORY + "/Release", BYTES, Set.of());
        staged.shareByHash(List.of(written));
        return new Finished(staging, written, staged.finish(List.of(written)));
    }

    private record Finished(String staging, ListedFile file, List<Path> unsynced) {}
}
