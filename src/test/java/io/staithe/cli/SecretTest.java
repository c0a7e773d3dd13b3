package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown to servers. */
final class SecretTest {
    private static final URI SERVER = URI.create("http://packages.example:8080");

    @TempDir
    private Path scratch;

    @Test
    void theFileIsPreferredAndItsFirstLineCounts() throws IOException {
        Path file = Files.writeString(scratch.resolve("token"), "of the file\nmore\n");
        assertThat(shown(file, "of the environment", "/v1/caller")).containsExactly("Bearer of the file");
        assertThat(shown(null, "of the environment", "/v1/caller")).containsExactly("Bearer of the environment");
        assertThat(shown(null, null, "/v1/caller")).isEmpty();
        assertThat(shown(null, " ", "/v1/caller")).isEmpty();
    }

    @Test
    void noOtherServerSeesIt() throws IOException {
        assertThat(shown(null, "secret", "http://packages.example:8080/v1/uploads/1"))
                .hasSize(1);
        assertThat(shown(null, "secret", "http://packages.example:8081/v1/uploads/1"))
                .isEmpty();
        assertThat(shown(null, "secret", "http://elsewhere.example:8080/v1/uploads/1"))
                .isEmpty();
        assertThat(shown(null, "secret", "https://packages.example:8080/v1/uploads/1"))
                .isEmpty();
        assertThat(Secret.of(SERVER, null, "secret").toString()).doesNotContain("secret");
    }

    private static List<String> shown(@Nullable Path file, @Nullable String given, String to) throws IOException {
        HttpRequest request =
                Secret.of(SERVER, file, given).to(SERVER.resolve(to)).build();
        return request.headers().allValues("Authorization");
    }
}
