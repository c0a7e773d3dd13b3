package io.staithe.intake;

import static io.staithe.intake.Bench.LIMITS;
import static io.staithe.intake.Bench.PATIENCE;
import static io.staithe.intake.Bench.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.deb.PackageKind;
import io.staithe.intake.Inspections.Suspect;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Verdicts are made once, stored, and made again where they were lost. */
final class InspectionsIT {
    private static final long ALWAYS = Long.MAX_VALUE;
    private static final long NEVER = -1;

    @TempDir
    private Path root;

    private final TestDatabase database = TestDatabase.fresh();
    private final DebBuilder hello =
            DebBuilder.of("hello").file("usr/bin/hello", "#!/bin/sh\n").file("etc/hello.conf", "x");
    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(database, root, LIMITS, ALWAYS);
    }

    @AfterEach
    void close() {
        bench.quiesce();
        database.connections().dispose();
    }

    @Test
    void aSmallPackageIsJudgedWhollyBeforeTheAnswer() throws IOException {
        Suspect suspect = uploaded(hello.fileName(), hello.bytes());
        assertThat(states()).containsExactly("passed");
        assertThat(fileList()).isEqualTo("etc/hello.conf\nusr/bin/hello\n");
        Files.delete(bench.pool.file(suspect.blob().location()).orElseThrow());
        assertThat(name(suspect)).isEqualTo("hello");
    }

    @Test
    void aVerdictThatWasJustMadeIsNotLookedUp() throws IOException {
        Suspect suspect = uploaded(hello.fileName(), hello.bytes());
        value(bench.database.sql("DELETE FROM inspection").then().thenReturn(1));
        Files.delete(bench.pool.file(suspect.blob().location()).orElseThrow());
        assertThat(name(suspect)).isEqualTo("hello");
    }

    @Test
    void aLargePackageIsJudgedInTheBackground() throws IOException {
        bench = new Bench(database, root, LIMITS, NEVER);
        Suspect suspect = uploaded(hello.fileName(), hello.bytes());
        assertThat(name(suspect)).isEqualTo("hello");
        assertThat(states()).containsExactly("passed");
        assertThat(fileList()).isEqualTo("etc/hello.conf\nusr/bin/hello\n");
    }

    @Test
    void aStartResumesWhatTheLastOneLeftPending() throws IOException {
        bench = new Bench(database, root, LIMITS, NEVER);
        Suspect suspect = uploaded(hello.fileName(), hello.bytes());
        value(bench.inspections.verdicts(List.of(suspect)));
        value(bench.database
                .sql("UPDATE inspection SET contents_state = 'pending', files = NULL")
                .then()
                .thenReturn(1));
        Bench restarted = new Bench(database, root, LIMITS, NEVER);
        assertThat(value(restarted.inspections.resume())).isEqualTo(1);
        value(Flux.interval(Duration.ofMillis(10))
                .onBackpressureDrop()
                .concatMap(tick -> storedStates())
                .filter(List.of("passed")::equals)
                .next());
        assertThat(fileList()).contains("usr/bin/hello");
        restarted.quiesce();
    }

    @Test
    void aVerdictThatWasNeverMadeIsMadeWhenItIsAskedFor() {
        Suspect asFile = uploaded("hello.bin", hello.bytes());
        assertThat(bench.count("inspection")).isZero();
        assertThat(name(new Suspect(asFile.blob(), PackageKind.DEB))).isEqualTo("hello");
        assertThat(states()).containsExactly("passed");
    }

    @Test
    void aFileThatIsNoPackageIsReceivedAndRefusedByItsVerdict() {
        Suspect suspect = uploaded("broken.deb", "not a package".getBytes(StandardCharsets.UTF_8));
        Verdict verdict = Objects.requireNonNull(
                value(bench.inspections.verdicts(List.of(suspect))).get(suspect));
        assertThat(verdict).isInstanceOf(Verdict.Failed.class);
        assertThat(bench.files("dir")).hasSize(1);
    }

    @Test
    void oneAndTheSameSuspectAskedForByManyIsReadOnce() throws IOException {
        Suspect suspect = new Suspect(uploaded("hello.bin", hello.bytes()).blob(), PackageKind.DEB);
        var asked = Flux.range(0, 20)
                .flatMap(n -> bench.inspections.verdicts(List.of(suspect, suspect)), 20)
                .map(verdicts -> verdicts.size());
        StepVerifier.create(asked.distinct()).expectNext(1).expectComplete().verify(PATIENCE);
        assertThat(bench.count("inspection")).isEqualTo(1);
        assertThat(bench.inspections.underWay()).isZero();
    }

    @Test
    void nobodyAsksNothing() {
        assertThat(value(bench.inspections.verdicts(List.of()))).isEmpty();
    }

    private Suspect uploaded(String name, byte[] bytes) {
        value(bench.receive("dir", bench.file(name, bytes)));
        UploadedFile file = bench.files("dir").get(0);
        return new Suspect(file.blob(), PackageKind.ofFileName(name).orElse(PackageKind.DEB));
    }

    private String name(Suspect suspect) {
        Verdict verdict = Objects.requireNonNull(
                value(bench.inspections.verdicts(List.of(suspect))).get(suspect));
        return verdict.fold(passed -> passed.control().name().value(), Verdict.Failed::message);
    }

    private List<String> states() {
        return value(storedStates());
    }

    private Mono<List<String>> storedStates() {
        return bench.database
                .sql("SELECT contents_state FROM inspection")
                .map(row -> Objects.requireNonNull(row.get(0, String.class)))
                .all()
                .collectList();
    }

    private String fileList() throws IOException {
        byte[] compressed = value(bench.database
                .sql("SELECT files FROM inspection")
                .map(row -> Objects.requireNonNull(row.get(0, byte[].class)))
                .one());
        try (var text = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
