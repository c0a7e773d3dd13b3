package io.staithe.intake;

import static io.staithe.intake.Bench.CALLER;
import static io.staithe.intake.Bench.LIMITS;
import static io.staithe.intake.Bench.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** The last step of an upload is whole or nothing, whatever becomes of the client and of the database's answer. */
final class KeepingIT {
    private static final byte[] BYTES = Bodies.random(50_000, 1);

    @TempDir
    private Path root;

    private final TestDatabase database = TestDatabase.fresh();
    private Bench bench;

    @AfterEach
    void close() {
        bench.quiesce();
        database.connections().dispose();
    }

    @Test
    void rowsWhoseCommitWasNotAnsweredKeepTheirFile() throws IOException {
        bench = bench(recording -> recording.then(Mono.error(new IOException("connection reset after the commit"))));
        expectError(bench.receive("dir", bench.file("a", BYTES)));
        assertThat(bench.onDisk("pool"))
                .containsExactly(bench.files("dir").get(0).blob().location().value());
        assertThat(bench.count("blob")).isEqualTo(1);
    }

    @Test
    void rowsThatWereNeverWrittenLeaveNoFile() throws IOException {
        bench = bench(recording -> Mono.error(new IOException("connection reset before")));
        expectError(bench.receive("dir", bench.file("a", BYTES), bench.file("b", new byte[3])));
        assertThat(bench.onDisk("pool")).isEmpty();
        assertThat(bench.onDisk("spool")).isEmpty();
        assertThat(bench.count("blob WHERE state = 'kept'")).isZero();
        assertThat(bench.count("upload_file")).isZero();
    }

    @Test
    void aCommitThatComesAfterTheFileWasRenouncedFails() throws IOException {
        Sinks.Empty<Void> late = Sinks.empty();
        CountDownLatch failed = new CountDownLatch(1);
        bench = bench(recording -> {
            late.asMono().then(recording).subscribe(stored -> {}, failure -> failed.countDown());
            return Mono.error(new IOException("connection reset in the middle"));
        });
        expectError(bench.receive("dir", bench.file("a", BYTES)));
        assertThat(bench.onDisk("pool")).isEmpty();
        late.tryEmitEmpty();
        await(failed);
        assertThat(bench.count("upload_file")).isZero();
    }

    @Test
    void aClientThatLeavesAfterTheLastByteLeavesAWholeUpload() throws IOException {
        CountDownLatch recording = new CountDownLatch(1);
        Sinks.Empty<Void> goOn = Sinks.empty();
        CountDownLatch recorded = new CountDownLatch(1);
        bench = bench(inner -> goOn.asMono()
                .doOnSubscribe(subscribed -> recording.countDown())
                .then(inner)
                .doOnSuccess(stored -> recorded.countDown()));
        Disposable upload = bench.receive("dir", bench.file("a", BYTES)).subscribe();
        await(recording);
        upload.dispose();
        goOn.tryEmitEmpty();
        await(recorded);
        assertThat(bench.files("dir")).hasSize(1);
        assertThat(bench.onDisk("pool")).hasSize(1);
        assertThat(bench.onDisk("spool")).isEmpty();
    }

    @Test
    void bytesWhoseKeptFileVanishedAreKeptAgainForEveryoneWhoNamesThem() throws IOException {
        bench = bench(UnaryOperator.identity());
        uploaded("first", BYTES);
        String before = location("first");
        Files.delete(root.resolve("pool").resolve(before));
        uploaded("second", BYTES);
        assertThat(location("second")).isNotEqualTo(before).isEqualTo(location("first"));
        assertThat(root.resolve("pool").resolve(location("first"))).hasBinaryContent(BYTES);
        assertThat(bench.onDisk("pool")).hasSize(2);
        assertThat(bench.count("blob")).isEqualTo(2);
    }

    @Test
    void bytesWhoseKeptFileWasCutShortAreKeptAgain() throws IOException {
        bench = bench(UnaryOperator.identity());
        uploaded("first", BYTES);
        Files.write(root.resolve("pool").resolve(location("first")), Arrays.copyOf(BYTES, 10));
        uploaded("second", BYTES);
        assertThat(root.resolve("pool").resolve(location("second"))).hasBinaryContent(BYTES);
        assertThat(location("first")).isEqualTo(location("second"));
    }

    @Test
    void mendedBytesAreLinkedAgainForOutsideWebServers() throws IOException {
        bench = bench(UnaryOperator.identity());
        uploaded("first", BYTES);
        Bench.value(bench.database
                .sql("INSERT INTO pool_claim (storage, prefix, path, blob_id, linked)"
                        + " SELECT '', '.', 'pool/' || id, id, true FROM blob")
                .fetch()
                .rowsUpdated());
        uploaded("second", BYTES);
        assertThat(bench.count("pool_claim WHERE linked")).isEqualTo(2);
        Files.delete(root.resolve("pool").resolve(location("first")));
        uploaded("third", BYTES);
        assertThat(bench.count("pool_claim WHERE linked")).isEqualTo(1);
    }

    private void uploaded(String directory, byte[] bytes) {
        Bench.value(bench.receive(directory, bench.file("a", bytes), bench.file("b", new byte[3])));
    }

    private String location(String directory) {
        return bench.files(directory).get(0).blob().location().value();
    }

    private Bench bench(UnaryOperator<Mono<List<UploadStore.StoredFile>>> accident) throws IOException {
        return new Bench(database, root, LIMITS, 0, store -> new Accident(store, accident));
    }

    private static void expectError(Mono<?> flow) {
        StepVerifier.create(flow).expectError(IOException.class).verify(PATIENCE);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** A store of which recording meets with an accident. */
    private record Accident(UploadStore store, UnaryOperator<Mono<List<StoredFile>>> accident) implements UploadStore {
        @Override
        public Mono<List<StoredFile>> record(Caller caller, DirectoryName directory, List<NewFile> files) {
            return accident.apply(store.record(CALLER, directory, files));
        }

        @Override
        public Flux<String> directories(Caller caller) {
            return store.directories(caller);
        }

        @Override
        public Mono<DirectoryName> find(Caller caller, DirectoryName directory) {
            return store.find(caller, directory);
        }

        @Override
        public Mono<Boolean> isOfOthers(Caller caller, DirectoryName directory) {
            return store.isOfOthers(caller, directory);
        }

        @Override
        public Flux<UploadedFile> files(Caller caller, DirectoryName directory) {
            return store.files(caller, directory);
        }

        @Override
        public Mono<Void> delete(Caller caller, DirectoryName directory) {
            return store.delete(caller, directory);
        }

        @Override
        public Mono<Void> delete(Caller caller, DirectoryName directory, FileName name) {
            return store.delete(caller, directory, name);
        }
    }
}
