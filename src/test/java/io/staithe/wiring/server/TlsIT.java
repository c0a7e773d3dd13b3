package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.testkit.AptRoot;
import io.staithe.testkit.Command;
import io.staithe.testkit.Curl;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import io.staithe.testkit.TlsFiles;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** TLS in the server, from PEM files, to real curl and apt. */
@ExtendWith(OutputCaptureExtension.class)
final class TlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String BUNDLE = "spring.ssl.bundle.pem.web.";

    @TempDir
    private static Path room;

    private static TlsFiles files;
    private static TlsFiles next;
    private static TlsFiles client;
    private static Path trusted;
    private static TestDatabase database;
    private static RunningStaithe server;
    private static @Nullable RunningStaithe other;

    @BeforeAll
    static void start() throws IOException {
        files = TlsFiles.make(room, "server");
        next = TlsFiles.make(room, "next");
        trusted = Files.writeString(
                room.resolve("trusted.crt"),
                Files.readString(files.certificate()) + Files.readString(next.certificate()));
        client = TlsFiles.make(room, "job");
        Map<String, String> settings = new HashMap<>(Map.of(
                "server.ssl.bundle",
                "web",
                BUNDLE + "reload-on-update",
                "true",
                BUNDLE + "keystore.verify-keys",
                "true",
                BUNDLE + "keystore.certificate",
                files.certificate().toString(),
                BUNDLE + "keystore.private-key",
                files.key().toString(),
                "spring.ssl.bundle.watch.file.quiet-period",
                "20ms"));
        settings.put(BUNDLE + "truststore.certificate", client.certificate().toString());
        settings.put("server.ssl.client-auth", "want");
        settings.put("staithe.server.unread-body-size", "64KB");
        int port = freePort();
        settings.put("server.port", Integer.toString(port));
        settings.put("staithe.instance.url", "https://127.0.0.1:" + port);
        settings.put("staithe.instance.name", "one");
        settings.put("staithe.shared-directory", room.resolve("shared").toString());
        database = TestDatabase.fresh();
        server = RunningStaithe.start(database, room.resolve("data"), settings);
    }

    @AfterAll
    static void stop() {
        if (other != null) {
            other.close();
        }
        server.close();
    }

    @Test
    void aPackageGoesFromCurlToAptOverTls() throws IOException {
        curl("/api/repos", "-H", "Content-Type: application/json", "-d", "{\"Name\": \"main\"}");
        curl(
                "/api/publish/:.",
                "-H",
                "Content-Type: application/json",
                "-d",
                "{\"SourceKind\": \"local\", \"Sources\": [{\"Name\": \"main\"}], \"Distribution\": \"bookworm\","
                        + " \"Architectures\": [\"amd64\"]}");
        Path deb = Files.write(
                room.resolve("hello.deb"),
                DebBuilder.of("hello")
                        .version("1.0")
                        .file("usr/share/hello", "x".repeat(300_000))
                        .bytes());
        Curl.Answer uploaded =
                curl("/v1/repositories/main/packages/hello_1.0_amd64.deb?wait=published", "-T", deb.toString());
        assertThat(uploaded.status()).as(uploaded.printed()).isEqualTo(201);
        AptRoot apt = AptRoot.in(Files.createDirectory(room.resolve("apt")))
                .write(
                        "etc/apt/sources.list.d/main.sources",
                        curl("/v1/publications/1/sources").printed());
        assertThat(curl("/repos", "-i").printed()).containsIgnoringCase("Strict-Transport-Security: max-age=31536000");
        String trust = "Acquire::https::CaInfo=" + trusted;
        assertThat(apt.get("-o", trust, "update").succeeded().output()).contains(" https://127.0.0.1");
        apt.get("-o", trust, "download", "hello").succeeded();
        assertThat(apt.path("hello_1.0_amd64.deb")).hasSameBinaryContentAs(deb);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** Java trusts none of these certificates: what forwards pieces trusts them by the bundle that is named for it. */
    @Test
    void anotherInstanceForwardsPiecesToThisOneOverTls() throws IOException {
        Path deb = Files.write(
                room.resolve("piece.deb"), DebBuilder.of("piece").version("1.0").bytes());
        curl("/api/repos", "-H", "Content-Type: application/json", "-d", "{\"Name\": \"peers\"}");
        String begun = curl(
                        "/v1/uploads?repository=peers",
                        "-i",
                        "-X",
                        "POST",
                        "-H",
                        "Tus-Resumable: 1.0.0",
                        "-H",
                        "Upload-Length: " + Files.size(deb),
                        "-H",
                        "Upload-Metadata: filename cGllY2VfMS4wX2FtZDY0LmRlYg==")
                .printed();
        Matcher location =
                Pattern.compile("(?im)^location: (?:https://[^/]*)?(/\\S+)").matcher(begun);
        assertThat(location.find()).as(begun).isTrue();
        Map<String, String> settings = Map.of(
                "staithe.instance.name",
                "two",
                "staithe.instance.ssl-bundle",
                "peers",
                "spring.ssl.bundle.pem.peers.truststore.certificate",
                trusted.toString(),
                "staithe.shared-directory",
                room.resolve("shared").toString());
        other = RunningStaithe.start(database, room.resolve("other"), settings);
        await().atMost(LIMIT).until(() -> patched(location.group(1), deb), status -> status == 204);
        assertThat(curl("/api/repos/peers/packages").printed()).contains("Pamd64 piece 1.0 ");
    }

    /** The status by which the other instance answers to a piece; 503 until it is registered. */
    private static int patched(String path, Path piece) {
        return new Curl(Objects.requireNonNull(other).address())
                .call(
                        path,
                        "-X",
                        "PATCH",
                        "-H",
                        "Tus-Resumable: 1.0.0",
                        "-H",
                        "Upload-Offset: 0",
                        "-H",
                        "Content-Type: application/offset+octet-stream",
                        "--data-binary",
                        "@" + piece)
                .status();
    }

    @Test
    void anAnswerBeforeALongBodyArrives() throws IOException {
        Path body = Files.write(room.resolve("long"), new byte[4 << 20]);
        Curl.Answer refused = curl("/v1/repositories/nobody/packages/x_1_amd64.deb", "-H", "Expect:", "-T", body + "");
        assertThat(refused.status()).as(refused.printed()).isEqualTo(404);
        assertThat(refused.printed()).contains("nobody");
    }

    @Test
    void aClientCertificateIsAskedForAndOneThatNobodyTrustsIsTurnedAway() {
        TlsFiles stranger = TlsFiles.make(room, "stranger");
        assertThat(curl("/api/version", certified(client)).status()).isEqualTo(200);
        assertThat(curl("/api/version", certified(stranger)).code()).isNotZero();
    }

    private static String[] certified(TlsFiles who) {
        return new String[] {
            "--cert", who.certificate().toString(), "--key", who.key().toString()
        };
    }

    private static Curl.Answer curl(String path, String... more) {
        return curl(server.address(), path, more);
    }

    private static Curl.Answer curl(URI base, String path, String... more) {
        String[] words = Stream.concat(Stream.of("--cacert", trusted.toString()), Stream.of(more))
                .toArray(String[]::new);
        return new Curl(base).call(path, words);
    }

    @Test
    void newFilesAreTakenWhileTheServerRunsAndBrokenOnesAreNot(CapturedOutput output) throws IOException {
        String before = shown();
        assertThat(before).contains("TLSv1.3");
        assertThat(curl(server.management(), "/actuator/prometheus").printed()).contains("ssl_chain_expiry_seconds{");
        next.replace(files);
        await().atMost(LIMIT).until(() -> shown().contains("CN = next"));
        assertThat(before).doesNotContain("CN = next");
        Files.writeString(files.key(), "no key");
        await().atMost(LIMIT).until(() -> output.getAll().contains("reload error"));
        assertThat(shown()).contains("CN = next");
    }

    private static String shown() {
        String host = server.address().getAuthority();
        return Command.shell("openssl s_client -connect " + host + " < /dev/null 2>&1", room)
                .output();
    }
}
