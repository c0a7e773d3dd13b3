package io.staithe.web.tus;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.queue.lanes.Presence;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.StaitheProcess;
import io.staithe.testkit.TcpProxy;
import io.staithe.testkit.TestDatabase;
import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusExecutor;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that we did not write, two replicas of which one goes, and a network that cuts every connection. */
final class TusClientIT {
    private static final long MIB = Long.getLong("staithe.trial.tus-mib", 8);
    private static final long KILLED_FROM_MIB = 100;
    private static final int CUTS = 10;
    private static final int ATTEMPTS = 60;

    /** What lies in sockets' buffers when a connection is reset; next to nothing of the long form. */
    private static final long LOST_IN_A_CUT = 256 << 10;

    @TempDir
    private Path scratch;

    private final DebBuilder deb = DebBuilder.of("large").payload("usr/share/large", MIB << 20, 7);

    @Test
    void onePackageArrivesOnceWhateverIsCutAndWhoeverGoes() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (RunningStaithe stays = RunningStaithe.start(database, scratch.resolve("stays"), settings("stays"));
                Owner owner = MIB < KILLED_FROM_MIB ? stopped(database) : killed(database);
                TcpProxy proxy = new TcpProxy("127.0.0.1", stays.address().getPort())) {
            AptlyClient client = stays.client();
            client.createRepository("main");
            String upload = new TusCalls(owner.address())
                    .created(deb.sizeBytes(), Map.of("repository", "main", "filename", "large.deb"));
            send(proxy, upload, deb.sizeBytes() / 2);
            owner.end().run();
            send(proxy, upload, deb.sizeBytes());
            assertThat(client.packages("main")).hasSize(1);
            assertThat(new TusCalls(stays.address()).head(upload).headers().firstValue("Staithe-Receipt"))
                    .hasValueSatisfying(receipt -> assertThat(receipt).endsWith(sha256()));
            assertThat(proxy.sentBytes()).isLessThan(deb.sizeBytes() * 11 / 10 + CUTS * LOST_IN_A_CUT);
        }
    }

    /** Sends until the server tells an offset of so many bytes; every attempt meets a cut. */
    private void send(TcpProxy proxy, String upload, long until) throws IOException, ProtocolException {
        proxy.cutAfter(deb.sizeBytes() / CUTS);
        URL throughProxy =
                URI.create("http://127.0.0.1:" + proxy.port() + upload).toURL();
        int[] delays = new int[ATTEMPTS];
        Arrays.fill(delays, MIB < KILLED_FROM_MIB ? 20 : 1000);
        TusExecutor executor = new TusExecutor() {
            @Override
            protected void makeAttempt() throws ProtocolException, IOException {
                try (InputStream bytes = deb.stream()) {
                    TusUploader uploader = new TusClient().beginOrResumeUploadFromURL(of(bytes), throughProxy);
                    if (uploader.getOffset() < until) {
                        sendAll(uploader);
                        throw new IOException("the network cuts what is longer than " + deb.sizeBytes() / CUTS);
                    }
                }
            }
        };
        executor.setDelays(delays);
        assertThat(executor.makeAttempts()).isTrue();
    }

    private TusUpload of(InputStream bytes) {
        TusUpload upload = new TusUpload();
        upload.setInputStream(bytes);
        upload.setSize(deb.sizeBytes());
        return upload;
    }

    private static void sendAll(TusUploader uploader) throws ProtocolException, IOException {
        uploader.setChunkSize(64 << 10);
        uploader.setRequestPayloadSize(Integer.MAX_VALUE);
        int sent;
        do {
            sent = uploader.uploadChunk();
        } while (sent >= 0);
        uploader.finish();
    }

    /** One that is gone for the others though its process, which is this one, goes on: servers share their threads. */
    private Owner stopped(TestDatabase database) throws IOException {
        RunningStaithe owner = RunningStaithe.start(database, scratch.resolve("goes"), settings("goes"));
        return new Owner(
                owner.address(), () -> owner.bean(Presence.class).end().block(Duration.ofSeconds(30)), owner::close);
    }

    private Owner killed(TestDatabase database) throws IOException {
        Map<String, String> settings = settings("goes");
        settings.put("staithe.database.url", database.jdbc());
        settings.put("staithe.database.username", TestDatabase.user());
        settings.put("staithe.database.password", TestDatabase.password());
        StaitheProcess owner = StaitheProcess.start(
                scratch.resolve("goes"),
                settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
        return new Owner(owner.address(), owner::kill, () -> {});
    }

    /** A replica that others can reach, on the disk that all share. */
    private Map<String, String> settings(String name) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        return new HashMap<>(Map.of(
                "server.port",
                Integer.toString(port),
                "staithe.instance.name",
                name,
                "staithe.instance.url",
                "http://127.0.0.1:" + port,
                "staithe.shared-directory",
                scratch.resolve("shared").toString()));
    }

    private String sha256() {
        try (DigestInputStream bytes = new DigestInputStream(deb.stream(), MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    private record Owner(URI address, Runnable end, Runnable tidyUp) implements AutoCloseable {
        @Override
        public void close() {
            tidyUp.run();
        }
    }
}
