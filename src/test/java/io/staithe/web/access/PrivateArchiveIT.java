package io.staithe.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.audit.Audit;
import io.staithe.testkit.AptRoot;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A publication that not everybody may read, beside one that is public, as the real apt sees them. */
final class PrivateArchiveIT {
    private static final String POOL = "/apt/pool/main/s/secret/secret_1.0_amd64.deb";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe(
            Map.of("staithe.access.mode", "tokens", "staithe.access.anonymous[0]", "read publication=./public"));

    @TempDir
    static Path scratch;

    private static AptlyClient admin;
    private static String reader;
    private static String stranger;

    @BeforeAll
    static void publish() throws IOException {
        Path file = staithe.data().resolve("admin-token");
        Awaitility.await().until(() -> Files.exists(file) && Files.size(file) > 0);
        admin = staithe.client().with(Files.readString(file).strip());
        for (String name : List.of("secret", "public")) {
            admin.createRepository(name);
            byte[] bytes = DebBuilder.of(name).version("1.0").bytes();
            admin.put("/v1/repositories/" + name + "/packages/" + name + "_1.0_amd64.deb", Map.of(), bytes)
                    .expect(201);
            admin.publish(name, name).expect(201);
        }
        reader = made("reader", "read publication=./secret");
        stranger = made("stranger", "read publication=./public");
    }

    private static String made(String name, String... grants) {
        return admin.post("/v1/tokens", Map.of(), Map.of("name", name, "grants", List.of(grants)))
                .expect(201)
                .json()
                .path("secret")
                .asString();
    }

    private static AptRoot apt(String name, String uri, String distribution) {
        return AptRoot.in(scratch.resolve(name)).source("deb [trusted=yes] " + uri + " " + distribution + " main");
    }

    @Test
    void aptInstallsWithThePasswordOfItsAuthConf() {
        AptRoot apt = apt("known", staithe.address() + "/apt", "secret")
                .write("etc/apt/auth.conf", "machine " + staithe.address() + " login apt password " + reader + "\n");
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^E:");
        apt.get("--download-only", "-y", "install", "secret").succeeded();
    }

    @Test
    void withoutItAptIsAskedForOneAndTheSameForWhatIsNotThere() throws IOException {
        for (String distribution : List.of("secret", "nowhere")) {
            AptRoot apt = apt("unknown-" + distribution, staithe.address() + "/apt", distribution);
            assertThat(apt.get("update").output()).contains("401").doesNotContain("Not Found");
            try (Stream<Path> lists = Files.list(scratch.resolve("unknown-" + distribution + "/var/lib/apt/lists"))) {
                assertThat(lists.map(Path::getFileName).map(Path::toString)).isSubsetOf("lock", "partial", "auxfiles");
            }
        }
        apt("public", staithe.address() + "/apt", "public").get("update").succeeded();
    }

    /** What publishes itself does so for who may only upload; what does not forbids that; what is hidden stays so. */
    @Test
    void whoMayOnlyUploadIsShownThroughByThePublicationsOwnAuthority() {
        AptlyClient job = staithe.client().with(made("job", "upload repository=flow", "read publication=./flow-*"));
        admin.createRepository("flow");
        for (String distribution : List.of("flow-itself", "flow-still", "hidden")) {
            admin.publish("flow", distribution).expect(201);
        }
        assertThat(shownBy(job, "1.0")).isEmpty();
        for (String distribution : List.of("flow-itself", "hidden")) {
            byte[] automatic = AptlyClient.json(Map.of("options", Map.of("automatic", Map.of("enabled", true))));
            admin.send("PATCH", "/v1/publications/" + id(distribution) + "?wait=finished", automatic)
                    .expect(200);
        }
        assertThat(shownBy(job, "2.0")).containsExactly("flow-itself");
        assertThat(shownBy(admin, "3.0")).containsExactly("flow-itself", "flow-still", "hidden");
    }

    /** Uploads a version until it is published; the distributions that the answer names, all of which show it. */
    private static List<String> shownBy(AptlyClient uploader, String version) {
        byte[] bytes = DebBuilder.of("flow").version(version).bytes();
        String path = "/v1/repositories/flow/packages/flow_" + version + "_amd64.deb?wait=published";
        List<String> named = new ArrayList<>();
        uploader.put(path, Map.of(), bytes)
                .expect(201)
                .json()
                .path("publications")
                .forEach(shown ->
                        named.add(shown.path("place").path("distribution").stringValue()));
        for (String distribution : named) {
            byte[] index = admin.get("/apt/dists/" + distribution + "/main/binary-amd64/Packages");
            assertThat(new String(index, StandardCharsets.UTF_8)).contains("Version: " + version + "\n");
        }
        return named;
    }

    private static long id(String distribution) {
        return admin.send("GET", "/v1/publications?distribution=" + distribution, null)
                .expect(200)
                .json()
                .path("id")
                .asLong();
    }

    @Test
    void nothingTellsWhatIsThere() {
        AptlyClient anybody = staithe.client();
        for (String path : List.of(
                "/apt/dists/secret/InRelease",
                "/apt/dists/nowhere/InRelease",
                "/apt/dists/secret/main/binary-amd64/by-hash/SHA256/" + "0".repeat(64),
                "/repos/-/dists/secret/Release",
                "/v1/publications/sources?distribution=secret")) {
            assertThat(status(anybody, path)).as(path).isEqualTo(401);
            assertThat(status(anybody.with(stranger), path)).as(path).isEqualTo(403);
        }
        HttpResponse<byte[]> challenge = anybody.fetch("GET", "/apt/dists/secret/InRelease", Map.of());
        assertThat(challenge.headers().allValues("WWW-Authenticate")).anyMatch(value -> value.startsWith("Basic "));
        assertThat(new String(challenge.body(), StandardCharsets.UTF_8)).doesNotContain("Origin", "SHA256");
    }

    /**
     * Both publications are of one prefix, whose pool they share: who reads one does not see what only the other uses.
     */
    @Test
    void aFileOfThePoolIsReadThroughWhatUsesIt() {
        AptlyClient anybody = staithe.client();
        assertThat(status(anybody, POOL)).isEqualTo(404);
        assertThat(status(anybody, POOL.replace("secret", "nothing"))).isEqualTo(404);
        assertThat(status(anybody.with(stranger), POOL)).isEqualTo(404);
        HttpResponse<byte[]> read = anybody.with(reader).fetch("GET", POOL, Map.of());
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue("Cache-Control").orElse("")).startsWith("private");
        HttpResponse<byte[]> open =
                anybody.fetch("GET", POOL.replace("/s/secret/secret", "/p/public/public"), Map.of());
        assertThat(open.statusCode()).isEqualTo(200);
        assertThat(open.headers().firstValue("Cache-Control").orElse("")).startsWith("public");
    }

    @Test
    void aSignedAddressNeedsNoCredentials() {
        String path = "/v1/publications/" + id("secret") + "/signed-url";
        String url = admin.post(path, Map.of(), Map.of("lifetime", "1h"))
                .expect(200)
                .json()
                .path("url")
                .asString();
        AptRoot apt = apt("signed", url, "secret");
        apt.get("update").succeeded();
        apt.get("--download-only", "-y", "install", "secret").succeeded();
        String signed = url.substring(url.indexOf("/signed/"));
        assertThat(status(staithe.client(), signed + "dists/public/InRelease")).isEqualTo(403);
        char last = signed.charAt(signed.length() - 3);
        String forged = signed.substring(0, signed.length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + signed.substring(signed.length() - 2);
        assertThat(status(staithe.client(), forged + "dists/secret/InRelease")).isEqualTo(401);
        staithe.client().with(reader).post(path, Map.of(), Map.of()).expect(403);
        staithe.client().with(stranger).post(path, Map.of(), Map.of()).expect(404);
        admin.post(path, Map.of(), Map.of("lifetime", "9999d")).expect(400);
        staithe.bean(Audit.class).beat().block(TIMEOUT);
        assertThat(admin.send("GET", "/v1/audit?kind=signed-url.create", null).body())
                .contains("Sign an address of ./secret until ")
                .doesNotContain(signed);
        assertThat(admin.send("GET", "/v1/audit?outcome=denied", null).body())
                .contains("GET /signed/…/dists/public/InRelease")
                .doesNotContain(signed);
    }

    private static int status(AptlyClient client, String path) {
        return client.fetch("GET", path, Map.of()).statusCode();
    }
}
