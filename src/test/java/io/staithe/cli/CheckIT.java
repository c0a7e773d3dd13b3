package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.library.check.Page;
import io.staithe.library.check.Walks;
import io.staithe.observe.Meters;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A check names what was changed behind the server's back, and repairs what it can; the verifier counts and names it.
 */
@ExtendWith(OutputCaptureExtension.class)
final class CheckIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger NAMES = new AtomicInteger();

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe(Map.of("staithe.verify.every", "100ms"));

    private final String name = "checked-" + NAMES.incrementAndGet();
    private JsonNode receipt;

    @BeforeEach
    void publishOnePackage() {
        staithe.client().createRepository(name);
        receipt = staithe.client()
                .put(
                        "/v1/repositories/" + name + "/packages/p.deb",
                        Map.of(),
                        DebBuilder.of(name).bytes())
                .expect(201)
                .json();
        staithe.client().publish(name, name).expect(201);
        await().atMost(PATIENCE).until(() -> Files.exists(link()) && deb().isPresent());
    }

    @Test
    void nothingIsWrongWhereNothingWasChanged() {
        Ended check = check("--deep");
        assertThat(check.output()).contains(" things were looked at: 0 missing, 0 different, 0 extra, 0 repaired");
        assertThat(check.code()).isZero();
    }

    @Test
    void aPackageThatIsGoneFromThePoolIsNamedCountedAndTakenFromItsLink(CapturedOutput log) throws IOException {
        double before = violations("bytes");
        Path file = pooled();
        Files.delete(file);
        await().atMost(PATIENCE).until(() -> violations("bytes") > before);
        assertThat(log.getOut()).contains("event=verify.violation part=bytes kind=missing subject=\"" + thing() + "\"");
        assertThat(check().findings()).containsExactly("missing: " + thing() + ": " + location(file) + " is missing");
        Ended repaired = check("--repair");
        assertThat(repaired.output()).contains("; repaired: its bytes were taken from pool/main/");
        assertThat(repaired.code()).isZero();
        assertThat(check("--deep").code()).isZero();
    }

    @Test
    void bytesThatRottedAreFoundByReadingThem() throws IOException {
        Path file = pooled();
        byte[] bytes = Files.readAllBytes(file);
        spoil(file);
        assertThat(findings(check("--deep")))
                .singleElement()
                .asString()
                .contains(": " + location(file) + " has the MD5 ");
        Files.write(file, bytes);
    }

    @Test
    void aGenerationThatLostAFileIsMadeAnew() throws IOException {
        Files.delete(staithe.data().resolve("public/dists/" + name + "/main/binary-amd64/Release"));
        Ended check = check("--json");
        JsonNode found = new JsonMapper().readTree(check.output());
        assertThat(check.code()).isOne();
        assertThat(found.path("missing").intValue()).isOne();
        assertThat(found.path("findings").get(0).path("wrong").asString())
                .isEqualTo("main/binary-amd64/Release is missing");
        assertRepaired();
    }

    @Test
    void aFileThatGenerationsShareAndThatHasOtherBytesIsMadeAnew() throws IOException {
        spoil(staithe.data().resolve("public/dists/" + name + "/main/binary-amd64/Release"));
        assertThat(findings(check()))
                .singleElement()
                .asString()
                .contains("main/binary-amd64/Release has the SHA256 ", "main/binary-amd64/by-hash/SHA256/");
        assertRepaired();
    }

    @Test
    void aPartOfAnIndexWithOtherBytesIsMadeAnew() throws IOException {
        spoil(shardWith(name));
        assertThat(findings(check()))
                .anyMatch(line -> line.startsWith(
                        "missing: " + thing() + ": is not in main/binary-amd64/Packages of generation 1"))
                .anyMatch(line -> line.contains("main/binary-amd64/Packages has the SHA256"));
        assertRepaired();
    }

    @Test
    void linksOfOutsideWebServersAreLedRightAgain() throws IOException {
        Path link = link();
        Path target = Files.readSymbolicLink(link);
        Files.delete(link);
        Path deb = deb().orElseThrow();
        Files.delete(deb);
        assertThat(findings(check("--repair")))
                .anyMatch(line -> line.startsWith("missing: pool path pool/main/"))
                .anyMatch(line -> line.startsWith("missing: the link to generation 1 of ./" + name));
        assertThat(Files.readSymbolicLink(link)).isEqualTo(target);
        assertThat(deb).exists();
        assertThat(check().code()).isZero();
    }

    @Test
    void aRowThatIsGoneAndALogThatWasWrittenAnewAreNamed() throws SQLException {
        String repository = "(SELECT id FROM repository WHERE name = '" + name + "')";
        staithe.database().update("UPDATE revision SET caller = 'another' WHERE repository_id = " + repository);
        staithe.database().update("DELETE FROM membership WHERE repository_id = " + repository);
        assertThat(findings(check()))
                .containsExactlyInAnyOrder(
                        "different: the log of " + name + ": revision 1 does not follow from what was before",
                        "missing: " + thing() + ": was added by revision 1 and is not in the catalogue");
        staithe.database().update("UPDATE repository SET dropped_at = now() WHERE name = '" + name + "'");
    }

    @Test
    void aFileWithoutARowIsToldAndLeftToTheSweeper() throws IOException {
        Path stray = Files.writeString(pooled().resolveSibling("stray-" + name), "bytes");
        var walks = new Walks(
                staithe.bean(Walks.Rows.class),
                staithe.bean(Walks.Files.class),
                staithe.bean(Walks.Published.class),
                staithe.bean(Walks.Proofs.class),
                new Walks.Times(Clock.offset(Clock.systemUTC(), PATIENCE), PATIENCE.dividedBy(2), PATIENCE));
        StepVerifier.create(walks.all().get(6).page(Page.END, 1, bytes -> false))
                .assertNext(page -> assertThat(page.flaws())
                        .singleElement()
                        .satisfies(flaw -> assertThat(flaw.subject()).contains(location(stray))))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(check("--repair").code()).isZero();
        assertThat(stray).exists();
        Files.delete(stray);
    }

    @Test
    void whoCannotAskSaysSo() {
        assertThat(Ended.run("check", "--server", "http://127.0.0.1:1").code()).isEqualTo(3);
        assertThat(Ended.run("check", "--no-such-option").code()).isEqualTo(2);
        assertThat(Ended.run("check", "--help").output()).contains("--deep", "--repair");
        assertThat(Commands.isMeant(new String[] {"check"})).isTrue();
        staithe.client().send("GET", "/v1/checks/1", null).expect(404);
        staithe.client().send("GET", "/v1/checks/999999", null).expect(404);
    }

    private void assertRepaired() {
        assertThat(check("--repair").code()).isZero();
        await().atMost(PATIENCE).until(() -> check("--deep").code() == 0);
    }

    private String thing() {
        return name + " " + receipt.path("package").asString();
    }

    private Path pooled() throws IOException {
        String sha256 = receipt.path("sha256").asString();
        try (Stream<Path> files = Files.walk(staithe.data().resolve("pool"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(sha256))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String location(Path file) {
        return staithe.data().resolve("pool").relativize(file).toString();
    }

    private Path link() {
        return staithe.data().resolve("public/dists/" + name);
    }

    /** What outside web servers see of the package. */
    private Optional<Path> deb() throws IOException {
        try (Stream<Path> files = Files.walk(staithe.data().resolve("public/pool"))) {
            return files.filter(file ->
                            file.getParent().endsWith(name) && file.toString().endsWith(".deb"))
                    .findFirst();
        }
    }

    private static Path shardWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(staithe.data().resolve("shards"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, text))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The same size, other bytes. */
    private static void spoil(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        Files.write(file, bytes, StandardOpenOption.WRITE);
    }

    private static double violations(String part) {
        return Meters.VIOLATIONS
                .counter(staithe.bean(MeterRegistry.class), "part", part)
                .count();
    }

    private List<String> findings(Ended check) {
        return check.output().lines().filter(line -> line.contains(name)).toList();
    }

    private static Ended check(String... more) {
        List<String> words = Stream.concat(
                        Stream.of("check", "-s", staithe.address().toString()), Stream.of(more))
                .toList();
        return Ended.run(words.toArray(String[]::new));
    }
}
