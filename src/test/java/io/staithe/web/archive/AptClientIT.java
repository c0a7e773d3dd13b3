package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.testkit.AptRoot;
import io.staithe.testkit.CachingProxy;
import io.staithe.testkit.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real apt as judge: rows 1–5, 19, 27, 28, 38, 54, 56 and 57 of the conformance list. */
class AptClientIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path scratch;

    private static PublishedBench bench;

    @BeforeAll
    static void publish() {
        bench = PublishedBench.start(scratch, Map.of("staithe.storages.readers", "anybody"));
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @Test
    void updateSaysNothingUntowardAndTheNextIsOnlyAHit() {
        AptRoot apt = bench.apt("update");

        assertThat(apt.get("update").succeeded().output())
                .doesNotContainPattern("(?m)^[WE]:")
                .doesNotContain("Conflicting");
        assertThat(apt.get("update").succeeded().output().lines().filter(line -> line.startsWith("Hit")))
                .hasSize(1);
        assertThat(apt.get("update").output()).doesNotContain("Get:");
    }

    @Test
    void everyPackageOfTheArchitectureIsThere() {
        AptRoot apt = bench.apt("count");
        apt.get("update").succeeded();

        assertThat(apt.cache("dumpavail").output().lines().filter(line -> line.startsWith("Package:")))
                .hasSize(PublishedBench.FOR_AMD64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "xz"})
    void oneCompressionAloneIsEnough(String extension) {
        AptRoot apt = bench.apt("only-" + extension);

        assertThat(apt.get("-o", "Acquire::CompressionTypes::Order::=" + extension, "update")
                        .succeeded()
                        .output())
                .doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.cache("show", "hello").succeeded().output()).contains("Version: 1.1-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void indexesMayStayCompressed(String kept) {
        AptRoot apt = bench.apt("gzip-" + kept);
        apt.get("-o", "Acquire::GzipIndexes=" + kept, "update").succeeded();

        assertThat(apt.cache("-o", "Acquire::GzipIndexes=" + kept, "dumpavail")
                        .output()
                        .lines()
                        .filter(line -> line.startsWith("Package:")))
                .hasSize(PublishedBench.FOR_AMD64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello=1.0-1", "libfoo", "everywhere", "odd"})
    void packagesDownloadAndVerify(String name) throws IOException {
        AptRoot apt = bench.apt("download-" + name.replace('=', '-'));
        apt.get("update").succeeded();
        apt.get("--download-only", "-y", "install", name).succeeded();

        try (var archives = Files.list(apt.path("var/cache/apt/archives"))) {
            assertThat(archives.filter(file -> file.toString().endsWith(".deb")))
                    .hasSize(1);
        }
    }

    @Test
    void aPackageInstallsIntoARoot() {
        AptRoot apt = bench.apt("install");
        apt.get("update").succeeded();
        Path root = apt.installed("hello");

        assertThat(root.resolve("usr/share/hello/version")).hasContent("1.1-1");
    }

    @Test
    void anotherArchitectureSeesItsOwnAndAll() {
        AptRoot apt = bench.apt("arm64");
        apt.get("-o", "APT::Architecture=arm64", "update").succeeded();

        assertThat(apt.cache("-o", "APT::Architecture=arm64", "show", "everywhere")
                        .succeeded()
                        .output())
                .contains("Architecture: all");
        assertThat(apt.cache("-o", "APT::Architecture=arm64", "policy", "hello")
                        .succeeded()
                        .output())
                .contains("Candidate: 1.1-1");
    }

    @Test
    void aDownloadThatIsCutResumes() throws IOException {
        AptRoot apt = bench.apt("resume");
        apt.get("update").succeeded();
        try (CachingProxy proxy = new CachingProxy()) {
            proxy.cutNext();
            assertThat(apt.get(
                                    "-o",
                                    "Acquire::http::Proxy=" + proxy.address(),
                                    "-o",
                                    "Acquire::Retries=3",
                                    "-o",
                                    "Debug::Acquire::http=true",
                                    "--download-only",
                                    "-y",
                                    "install",
                                    "libfoo")
                            .succeeded()
                            .output())
                    .contains("Range: bytes=", "HTTP/1.1 206");
        }
        try (var archives = Files.list(apt.path("var/cache/apt/archives"))) {
            assertThat(archives.filter(file -> file.toString().endsWith(".deb")))
                    .singleElement()
                    .satisfies(file -> assertThat(file)
                            .hasBinaryContent(bench.client().get("/apt/pool/main/libf/libfoo/libfoo_3.0_amd64.deb")));
        }
    }

    @Test
    void releaseAndItsSignatureServeWhereInReleaseIsMissing() {
        Path mirror = scratch.resolve("without-inrelease");
        // Outside links follow the switch; whoever waits for a publish is told of the switch.
        await().atMost(LIMIT).until(() -> Files.exists(scratch.resolve("data/public/dists/bookworm/InRelease")));
        Command.shell("cp -rL data/public " + mirror + " && rm " + mirror + "/dists/bookworm/InRelease", scratch)
                .succeeded();
        AptRoot apt = bench.apt("fallback")
                .source("deb [signed-by=" + bench.key() + " arch=amd64] file:" + mirror + " bookworm main");

        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.cache("policy", "hello").output()).contains("Candidate: 1.1-1");
    }

    @Test
    void fetchesFromADeb822SnippetAlone() {
        AptRoot apt = AptRoot.in(scratch.resolve("snippet"))
                .source("")
                .write(
                        "etc/apt/sources.list.d/bench.sources",
                        new String(bench.client().get("/v1/publications/1/sources"), StandardCharsets.UTF_8));

        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.cache("policy", "hello").output()).contains("Candidate: 1.1-1");
    }
}
