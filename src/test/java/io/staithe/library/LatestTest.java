package io.staithe.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.search.Found;
import io.staithe.deb.PackageKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

final class LatestTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Test
    void theNewestPerNameAndArchitectureStaysWheneverItIsAsked() {
        Flux<Found> latest = Latest.of(Flux.just(
                found("Pamd64 aa 2 00000001"),
                found("Pi386 aa 2 00000002"),
                found("Pamd64 aa 1 00000003"),
                found("Psource aa 1 00000004"),
                found("Pamd64 bb 1 00000005"),
                found("Pi386 bb 1~rc1 00000006"),
                found("Pamd64 bb 1~rc1 00000007")));
        List<String> expected = List.of(
                "Pamd64 aa 2 00000001",
                "Pi386 aa 2 00000002",
                "Psource aa 1 00000004",
                "Pamd64 bb 1 00000005",
                "Pi386 bb 1~rc1 00000006");

        assertThat(keys(latest)).isEqualTo(expected);
        assertThat(keys(latest)).as("once more").isEqualTo(expected);
    }

    private static Found found(String key) {
        return new Found(1, PackageKey.parse(key));
    }

    private static List<String> keys(Flux<Found> found) {
        return Objects.requireNonNull(
                found.map(one -> one.key().toString()).collectList().block(TIMEOUT));
    }
}
