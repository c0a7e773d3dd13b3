package io.staithe.web.aptly.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import io.staithe.web.RouteTable;
import io.staithe.web.RouteTable.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Every golden call against one started server, in the order of the files; and the compatibility page. */
@TestMethodOrder(OrderAnnotation.class)
class GoldenIT {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path PAGE = Path.of("src/docs/compatibility.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `([A-Z]+) (/[^`]*)` \\| (yes|refused|no) \\|", Pattern.MULTILINE);

    @TempDir
    static Path data;

    private static RunningStaithe server;

    @BeforeAll
    static void start() {
        server = RunningStaithe.start(TestDatabase.fresh(), data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicContainer> theAnswersAreThoseOfTheContract() throws IOException {
        GoldenClient client = new GoldenClient(server.address(), GOLDEN.resolve("files"));
        try (Stream<Path> files = Files.list(GOLDEN.resolve("calls"))) {
            return files
                    .sorted()
                    .map(file -> DynamicContainer.dynamicContainer(
                            file.getFileName().toString(),
                            GoldenCall.read(file).stream()
                                    .map(call -> DynamicTest.dynamicTest(call.title(), () -> client.check(call)))))
                    .toList()
                    .stream();
        }
    }

    @Test
    void theCompatibilityPageHasExactlyTheRoutesThatThereAre() throws IOException {
        Map<Boolean, List<String>> told = ROW.matcher(Files.readString(PAGE))
                .results()
                .collect(Collectors.partitioningBy(
                        row -> !row.group(3).equals("no"), Collectors.mapping(GoldenIT::route, Collectors.toList())));
        List<String> registered = RouteTable.of(server.routes()).stream()
                .filter(GoldenIT::isAptlys)
                .map(route -> route.method() + " " + unnamed(route.path()))
                .distinct()
                .toList();

        assertThat(new TreeSet<>(told.get(true))).isEqualTo(new TreeSet<>(registered));
        assertThat(told.get(false)).doesNotContainAnyElementsOf(registered);
    }

    @Test
    void everyRouteOfThePageHasAGoldenCall() throws IOException {
        List<GoldenCall> calls;
        try (Stream<Path> files = Files.list(GOLDEN.resolve("calls"))) {
            calls = files.flatMap(file -> GoldenCall.read(file).stream()).toList();
        }
        List<String> uncalled = ROW.matcher(Files.readString(PAGE))
                .results()
                .filter(row -> !row.group(3).equals("no"))
                .filter(row -> calls.stream().noneMatch(call -> isCalled(row.group(1), row.group(2), call)))
                .map(GoldenIT::route)
                .toList();

        assertThat(uncalled).isEmpty();
    }

    /** The last one, for it leaves things of odd names behind. */
    @Test
    @Order(Integer.MAX_VALUE)
    void whateverIsSentToAnyRouteIsNeverAFailureOfTheServer() throws InterruptedException {
        assertThat(new HostileRequests(server.address()).sent(RouteTable.of(server.routes())))
                .isEmpty();
    }

    private static boolean isCalled(String method, String path, GoldenCall call) {
        String pattern =
                "\\Q" + path.replaceAll("\\{[a-z]+}", "\\\\E[^/?]*\\\\Q").replace("**", "\\E.*\\Q") + "\\E/?([?].*)?";
        return call.method().equals(method) && call.path().matches(pattern);
    }

    private static boolean isAptlys(Route route) {
        return Stream.of("/api", "/docs", "/repos").anyMatch(route.path()::startsWith);
    }

    private static String route(MatchResult row) {
        return row.group(1) + " " + unnamed(row.group(2));
    }

    private static String unnamed(String path) {
        return path.replaceAll("\\{[^/]*}", "{}");
    }
}
