package io.staithe.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.observe.Meters;
import io.staithe.pool.Pool;
import io.staithe.pool.file.FilePool;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.files.Outside;
import io.staithe.publish.files.OutsideContract;
import io.staithe.publish.files.PublishedPaths;
import io.staithe.testkit.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@link S3Outside} keeps the contract to those who read the bucket, and sends nothing that is there. */
final class S3OutsideTest implements OutsideContract {
    private static final Group GROUP = new Group("", ".", "bookworm");

    @TempDir
    private Path root;

    private final Scheduler threads = Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), "disk");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BucketTerms terms = Buckets.terms(ObjectStore.shared().bucket());
    private final HttpClient reader = HttpClient.newHttpClient();
    private PublishedPaths paths;
    private FilePool pool;
    private S3Outside outside;

    @BeforeEach
    void open() throws IOException {
        pool = FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(8 << 20),
                        new FilePool.Threads(threads, threads, Schedulers.parallel()))
                .prepare();
        paths = new PublishedPaths(Files.createDirectories(root.resolve("staged")));
        outside = instance();
    }

    private S3Outside instance() {
        return new S3Outside(
                Bucket.open(terms, meters),
                paths,
                new S3Outside.Surroundings(
                        BlobSource.of(pool), id -> Flux.just("dists/bookworm/"), Clock.systemUTC(), threads));
    }

    @AfterEach
    void close() {
        outside.close();
        pool.close();
        threads.dispose();
    }

    @Override
    public Outside testee() {
        return outside;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public PublishedPaths staged() {
        return paths;
    }

    @Override
    public Optional<byte[]> seen(String path) {
        HttpResponse<byte[]> answer = answer(path);
        return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    }

    private HttpResponse<byte[]> answer(String path) {
        URI address = ObjectStore.shared().open().resolve("/" + terms.bucket() + "/" + terms.key(path));
        try {
            return reader.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void cachesLearnWhatMayChange() {
        Outside.Link link = new Outside.Link("pool/main/h/hello/hello_1_amd64.deb", kept("hello"));
        outside.add(".", List.of(link)).block(PATIENCE);
        shown(shown(1, 1, "bookworm", Map.of("main/binary-amd64/Packages", "one")));
        assertThat(header(link.path(), "cache-control")).contains("immutable");
        assertThat(header(link.path(), "content-type")).isEqualTo("application/vnd.debian.binary-package");
        assertThat(header(OutsideContract.byHash("bookworm", "one"), "cache-control"))
                .contains("immutable");
        assertThat(header("dists/bookworm/InRelease", "cache-control")).isEqualTo("no-cache");
        assertThat(header("dists/bookworm/main/binary-amd64/Packages", "cache-control"))
                .isEqualTo("no-cache");
        outside.replace(".", List.of(new Outside.Link(link.path(), kept("other"))))
                .block(PATIENCE);
        assertThat(header(link.path(), "cache-control")).isEqualTo("no-cache");
    }

    private String header(String path, String name) {
        return answer(path).headers().firstValue(name).orElse("");
    }

    @Test
    void whatIsThereIsNotSentAgain() {
        Shown first = shown(1, 1, "bookworm", Map.of("main/binary-amd64/Packages", "one", "main/source/Sources", "s"));
        shown(first);
        double before = puts();
        S3Outside other = instance();
        other.follow(GROUP, List.of(first)).block(PATIENCE);
        assertThat(puts()).as("the same generation, by another instance").isEqualTo(before);
        Shown next = shown(1, 2, "bookworm", Map.of("main/binary-amd64/Packages", "two", "main/source/Sources", "s"));
        shown(next);
        assertThat(puts() - before)
                .as("Packages by digest and by name, Release, Release.gpg, InRelease")
                .isEqualTo(5);
        other.close();
    }

    private double puts() {
        return Meters.STORE_REQUESTS
                .counter(meters, "store", "test", "operation", "put", "outcome", "ok")
                .count();
    }

    @Test
    void whoIsLateTakesNothingBack() {
        Shown first = shown(1, 1, "bookworm", Map.of("main/binary-amd64/Packages", "one"));
        Shown second = shown(1, 2, "bookworm", Map.of("main/binary-amd64/Packages", "two"));
        S3Outside late = instance();
        shown(second);
        late.follow(GROUP, List.of(first)).block(PATIENCE);
        assertThat(seen("dists/bookworm/InRelease"))
                .hasValueSatisfying(text -> assertThat(text).asString().isEqualTo("InRelease of 2-1-a"));
        assertThat(seen("dists/bookworm/main/binary-amd64/Packages"))
                .hasValueSatisfying(text -> assertThat(text).asString().isEqualTo("two"));
        late.close();
    }

    @Test
    void whatIsSweptIsNotSeenAnyMore() {
        Shown first = shown(1, 1, "bookworm", Map.of("main/binary-amd64/Packages", "one"));
        shown(first);
        String byHash = OutsideContract.byHash("bookworm", "one");
        String place = "1/by-hash/main/binary-amd64/SHA256/" + byHash.substring(byHash.lastIndexOf('/') + 1);
        outside.deleteShared(place).block(PATIENCE);
        assertThat(seen(byHash)).isEmpty();
        assertThat(SharedFile.parse("1/parts/" + byHash.substring(byHash.lastIndexOf('/') + 1)))
                .isNull();
    }
}
