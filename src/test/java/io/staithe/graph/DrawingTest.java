package io.staithe.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.staithe.fault.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What becomes of a picture, by scripts in the place of graphviz. */
final class DrawingTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path room;

    private final Scheduler scheduler = Schedulers.newBoundedElastic(1, 8, "draw");

    @AfterEach
    void dispose() {
        scheduler.dispose();
    }

    @RepeatedTest(30)
    void thePictureIsWhatTheCommandWrites() throws IOException {
        StepVerifier.create(drawn("cat; echo \" $1\"", Duration.ofSeconds(10), "svg")
                        .map(picture -> new String(picture, StandardCharsets.UTF_8)))
                .expectNext("digraph -Tsvg\n")
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void aCommandThatFailsOrTakesTooLongIsTold() throws IOException {
        assertRefused(drawn("cat > /dev/null; exit 3", Duration.ofSeconds(10), "png"), GraphFault.NOT_DRAWN);
        assertRefused(drawn("exec sleep 60", Duration.ofMillis(100), "png"), GraphFault.NOT_DRAWN);
    }

    @Test
    void aCommandThatIsNotThereIsToldAndAFormatThatIsNone() throws IOException {
        assertRefused(
                new Drawing(room.resolve("none").toString(), TIMEOUT, scheduler).drawn("digraph", "png"),
                GraphFault.NO_GRAPHVIZ);
        assertRefused(drawn("cat", TIMEOUT, "png -o/etc/passwd"), GraphFault.UNKNOWN_FORMAT);
    }

    @Test
    void aCancelKillsTheCommand() throws IOException {
        Path started = room.resolve("started");
        StepVerifier.create(drawn("echo $$ > " + started + "; exec sleep 60", TIMEOUT, "png"))
                .then(() -> await(() ->
                        Files.exists(started) && !Files.readString(started).isBlank()))
                .thenCancel()
                .verify(TIMEOUT);
        long pid = Long.parseLong(Files.readString(started).strip());
        await(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void graphvizLaysTheLongerSideAlong() {
        Graph graph = new Graph();
        for (int number = 0; number < 4; number++) {
            graph.put("s" + number, Graph.Kind.SNAPSHOT, List.of("\"\\N <s&amp;> " + number));
            graph.derive("s" + (number - 1), "s" + number);
        }
        assumeThat(installed()).isTrue();
        assertThat(ratio(graph, Layout.HORIZONTAL)).isGreaterThan(1);
        assertThat(ratio(graph, Layout.VERTICAL)).isLessThan(1);
    }

    private static boolean installed() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, "dot")));
    }

    /** Width by height, as the header of a PNG has them. */
    private double ratio(Graph graph, Layout layout) {
        byte[] picture = Objects.requireNonNull(new Drawing("dot", TIMEOUT, scheduler)
                .drawn(graph.text(layout), "png")
                .block(TIMEOUT));
        ByteBuffer header = ByteBuffer.wrap(picture, 16, 8);
        return (double) header.getInt() / header.getInt();
    }

    private Mono<byte[]> drawn(String script, Duration limit, String format) throws IOException {
        Path command = Files.createFile(
                room.resolve("dot" + script.hashCode()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(command, "#!/bin/sh\n" + script + "\n");
        return new Drawing(command.toString(), limit, scheduler).drawn("digraph", format);
    }

    private static void assertRefused(Mono<byte[]> picture, GraphFault code) {
        StepVerifier.create(picture)
                .expectErrorSatisfies(
                        failure -> assertThat(((Fault) failure).code()).isEqualTo(code))
                .verify(TIMEOUT);
    }

    private static void await(Condition condition) {
        Mono.fromCallable(condition::holds)
                .filter(holds -> holds)
                .repeatWhenEmpty(looks -> looks.delayElements(Duration.ofMillis(10)))
                .block(TIMEOUT);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }
}
