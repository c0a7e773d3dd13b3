package io.staithe.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.testkit.AptRoot;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.DpkgDeb;
import io.staithe.testkit.ObjectStore;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose pool and one of whose storages are buckets, as the real apt sees what it publishes. */
final class BucketIT {
    private static final String POOL = ObjectStore.shared().bucket();
    private static final String WWW = ObjectStore.shared().bucket();

    @TempDir
    static Path scratch;

    private static final TestDatabase DATABASE = TestDatabase.fresh();

    private static RunningStaithe staithe;
    private static Path key;

    @BeforeAll
    static void publish() throws IOException {
        staithe = start("0");
        AptlyClient client = staithe.client();
        client.createRepository("bench");
        for (String version : List.of("1.0", "1.1")) {
            client.put("bench", DpkgDeb.fileName("hello", version, "amd64"), built("hello", version))
                    .expect(200);
        }
        client.put("bench", DpkgDeb.fileName("libfoo", "2:3.0", "amd64"), built("libfoo", "2:3.0"))
                .expect(200);
        client.add("bench", "bench").expect(200);
        client.send("POST", "/api/repos/bench/snapshots", "{\"Name\":\"same\"}".getBytes(UTF_8))
                .expect(201);
        publish("s3:www:deb");
        publish("filesystem:www:deb");
        key = scratch.resolve("archive.asc");
        Files.write(key, client.get("/keys/archive.asc"));
    }

    private static byte[] built(String name, String version) {
        return DpkgDeb.build(scratch, name, version, "amd64");
    }

    private static RunningStaithe start(String redirect) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "staithe.storages.filesystem.www.root-directory",
                scratch.resolve("www").toString(),
                "staithe.pool.s3.redirect-for",
                redirect));
        bucket(settings, "staithe.pool.s3.", POOL);
        bucket(settings, "staithe.storages.s3.www.", WWW);
        return RunningStaithe.start(DATABASE, scratch.resolve("data"), settings);
    }

    private static void bucket(Map<String, String> settings, String prefix, String bucket) {
        settings.putAll(Map.of(
                prefix + "bucket",
                bucket,
                prefix + "prefix",
                "there",
                prefix + "endpoint",
                ObjectStore.shared().endpoint().toString(),
                prefix + "access-key-id",
                ObjectStore.KEY_ID,
                prefix + "secret-access-key",
                ObjectStore.SECRET));
    }

    private static void publish(String prefix) {
        String wanted = "{\"SourceKind\":\"snapshot\",\"Sources\":[{\"Name\":\"same\"}],\"Distribution\":\"same\"}";
        staithe.client()
                .send("POST", "/api/publish/" + prefix, wanted.getBytes(UTF_8))
                .expect(201);
    }

    @AfterAll
    static void stop() {
        staithe.close();
    }

    @Test
    void aBucketAndADirectoryShowTheSameIndexesAndAptInstallsFromBoth() throws IOException {
        String open = ObjectStore.shared().open() + "/" + WWW + "/there/deb";
        Path directory = scratch.resolve("www/deb");
        List<String> listed = Files.readAllLines(directory.resolve("dists/same/Release")).stream()
                .filter(line -> line.matches(" [0-9a-f]{64} .*"))
                .toList();
        assertThat(listed).hasSizeGreaterThan(3);
        eventually(() -> assertThat(status(open + "/dists/same/InRelease")).isEqualTo(200));
        assertThat(text(open + "/dists/same/Release")).contains(String.join("\n", listed));
        for (String line : listed) {
            String path = "dists/same/" + line.substring(line.lastIndexOf(' ') + 1);
            assertThat(got(open + "/" + path)).as(path).isEqualTo(Files.readAllBytes(directory.resolve(path)));
        }
        assertThat(Files.exists(scratch.resolve("data/pool/aa"))).isFalse();
        for (String archive : List.of(open, "file:" + directory, staithe.address() + "/repos/s3:www/deb")) {
            installs(archive);
        }
    }

    @Test
    void theBucketFollowsUpdatesAndDrops() throws IOException {
        AptlyClient client = staithe.client();
        String wanted = "{\"SourceKind\":\"local\",\"Sources\":[{\"Name\":\"bench\"}],\"Distribution\":\"moving\"}";
        client.send("POST", "/api/publish/s3:www:moving", wanted.getBytes(UTF_8))
                .expect(201);
        String packages =
                ObjectStore.shared().open() + "/" + WWW + "/there/moving/dists/moving/main/binary-amd64/Packages";
        eventually(() -> assertThat(text(packages)).contains("Package: hello").doesNotContain("Package: later"));
        client.put("later", DpkgDeb.fileName("later", "1.0", "amd64"), built("later", "1.0"))
                .expect(200);
        client.add("bench", "later").expect(200);
        client.send("PUT", "/api/publish/s3:www:moving/moving", "{}".getBytes(UTF_8))
                .expect(200);
        eventually(() -> assertThat(text(packages)).contains("Package: later"));
        client.send("DELETE", "/api/publish/s3:www:moving/moving", null).expect(200);
        eventually(() -> assertThat(status(packages)).isEqualTo(404));
        assertThat(client.send("GET", "/api/s3", null).expect(200).body()).isEqualTo("[\"www\"]");
        assertThat(client.send("POST", "/api/publish/s3:none:x", wanted.getBytes(UTF_8))
                        .body())
                .contains("published S3 storage none not configured");
    }

    @Test
    void readersOfPackagesMayBeSentToTheStore() throws IOException {
        staithe.close();
        staithe = start("10m");
        String hello = staithe.address() + "/repos/s3:www/deb/pool/main/h/hello/hello_1.1_amd64.deb";
        assertThat(status(hello)).isEqualTo(302);
        installs(staithe.address() + "/repos/s3:www/deb");
    }

    private static void installs(String archive) {
        AptRoot apt = AptRoot.in(scratch.resolve("apt-" + Math.abs(archive.hashCode()) + "-" + System.nanoTime()))
                .source("deb [signed-by=" + key + " arch=amd64] " + archive + " same main");
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.installed("hello")).isNotEmptyDirectory();
    }

    /** The bucket follows the switch, with which a task is over. */
    private static void eventually(ThrowingRunnable shown) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(shown);
    }

    private static String text(String address) {
        return new String(got(address), UTF_8);
    }

    private static byte[] got(String address) {
        try {
            var answer =
                    client().send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(address).isEqualTo(200);
            return answer.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static int status(String address) throws IOException {
        try {
            return client().send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static HttpClient client() {
        return HttpClient.newHttpClient();
    }
}
