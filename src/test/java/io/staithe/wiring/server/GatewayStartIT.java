package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Monitoring;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.StaitheProcess;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.Environment;

/** How the whole gateway starts, is watched and stops. */
final class GatewayStartIT {
    /** It is there where the server has a certificate: see {@link TlsIT}. */
    private static final String CERTIFICATE = "ssl_chain_expiry_seconds";

    private static final String POSTMASTER = "postgres/cluster/postmaster.pid";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    @Test
    void healthAndMetricsAnswerOnAPortOfTheirOwn() throws Exception {
        try (var gateway = RunningStaithe.start(TestDatabase.fresh(), data)) {
            String port = gateway.bean(Environment.class).getRequiredProperty("local.management.port");
            URI management = URI.create("http://127.0.0.1:" + port);
            assertThat(gateway.address().getPort()).isNotEqualTo(management.getPort());
            assertThat(get(management, "/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
            assertThat(get(management, "/actuator/health/readiness").body()).contains("\"r2dbc\":{\"status\":\"UP\"");
            assertThat(get(gateway.address(), "/actuator/health").statusCode()).isEqualTo(404);
            String scrape = get(management, "/actuator/prometheus").body();
            assertThat(scrape).contains("staithe_scheduler_threads{scheduler=\"disk\"} 16.0");
            assertThat(Monitoring.selected())
                    .as("meters of libraries; Prometheus itself knows what is up")
                    .filteredOn(name -> !name.startsWith("staithe_")
                            && !List.of("up", CERTIFICATE).contains(name))
                    .isNotEmpty()
                    .isSubsetOf(Monitoring.samples(scrape));
            assertThat(scrape.lines().filter(line -> line.startsWith("# TYPE ")))
                    .as("everything has help, and units that are base units")
                    .allSatisfy(type -> assertThat(scrape).containsPattern("# HELP " + type.split(" ")[2] + " [^ \n]"))
                    .noneMatch(type -> type.matches(".*_(ms|ns)(_.*| )"));
        }
    }

    @Test
    void headersAreReadUpToTheirBound() throws Exception {
        try (var gateway = RunningStaithe.start(TestDatabase.fresh(), data)) {
            assertThat(statusWithHeaderOf(gateway.address(), 30_000)).isEqualTo(404);
            assertThat(statusWithHeaderOf(gateway.address(), 34_000)).isBetween(400, 431);
        }
    }

    private int statusWithHeaderOf(URI base, int characters) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve("/no/such/path"))
                .header("X-Long", "x".repeat(characters))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void aReadyGatewayWhoseDatabaseIsGoneIsAliveButNotReady() throws Exception {
        var database = TestDatabase.fresh();
        try (var gateway = RunningStaithe.start(database, data)) {
            String port = gateway.bean(Environment.class).getRequiredProperty("local.management.port");
            URI management = URI.create("http://127.0.0.1:" + port);
            assertThat(get(management, "/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            database.drop();
            assertThat(get(management, "/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            assertThat(get(management, "/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aGatewayStartsAgainAfterItWasKilledAndTakesItsDatabaseAlongWhenItStops() throws IOException {
        StaitheProcess.start(data).kill();
        long orphan = postmaster();
        try (var gateway = StaitheProcess.start(data)) {
            assertThat(gateway.pid()).isPositive();
            assertThat(postmaster()).isNotEqualTo(orphan);
        }
        assertThat(data.resolve(POSTMASTER)).doesNotExist();
    }

    @Test
    void aSecondGatewayOnTheSameDirectoryIsRefusedInOneParagraph() {
        var database = TestDatabase.fresh();
        try (var gateway = RunningStaithe.start(database, data)) {
            assertThat(gateway.address()).isNotNull();
            assertThatThrownBy(() -> StaitheProcess.start(data, external(database)))
                    .hasMessageContaining("data-directory-locked")
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " holds the lock")
                    .hasMessageNotContaining("\tat ");
        }
    }

    @Test
    void allThatIsWrongIsRefusedAtOnceBeforeAnythingIsTouched() throws IOException {
        assertThatThrownBy(() -> StaitheProcess.start(
                        data,
                        "--server.address=0.0.0.0",
                        "--staithe.queue.poll=0s",
                        "--staithe.pool.cached-size=much",
                        "--staithe.database.url=postgresql://me:planted@",
                        "--staithe.intake.max-fils=3"))
                .hasMessageContaining("(start-settings): 5 are wrong:")
                .hasMessageContaining("staithe.queue.poll = 0s (command line): ")
                .hasMessageContaining("staithe.pool.cached-size = much (command line): it must be a size")
                .hasMessageContaining("staithe.database.url is not of the form")
                .hasMessageContaining("staithe.intake.max-fils = 3 (command line): there is no setting of this name")
                .hasMessageContaining("staithe.access.open=true")
                .hasMessageNotContaining("planted")
                .hasMessageNotContaining("\tat ");
        try (var files = Files.list(data)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void anAddressOfTheNetworkIsServedWhenSaidSo() throws Exception {
        var settings = Map.of("server.address", "0.0.0.0", "staithe.access.open", "true");
        try (var gateway = RunningStaithe.start(TestDatabase.fresh(), data, settings)) {
            assertThat(get(gateway.address(), "/no/such/path").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aPortInUseIsToldInOneParagraph() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(
                            () -> StaitheProcess.start(data, external(TestDatabase.fresh(), "--server.port=" + port)))
                    .hasMessageContaining("Port " + port + " was already in use")
                    .hasMessageNotContaining("\tat ");
        }
    }

    @Test
    void aDatabaseThatCannotBeReachedIsToldInOneParagraph() {
        assertThatThrownBy(
                        () -> StaitheProcess.start(data, "--staithe.database.url=postgresql://a:planted@127.0.0.1:1/c"))
                .hasMessageContaining("database-unreachable")
                .hasMessageContaining("127.0.0.1:1/c")
                .hasMessageNotContaining("planted")
                .hasMessageNotContaining("\tat ");
    }

    private static String[] external(TestDatabase database, String... more) {
        return Stream.concat(
                        Stream.of(
                                "--staithe.database.url=" + database.jdbc(),
                                "--staithe.database.username=" + TestDatabase.user(),
                                "--staithe.database.password=" + TestDatabase.password()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve(POSTMASTER)).get(0).strip());
    }

    private HttpResponse<String> get(URI base, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
