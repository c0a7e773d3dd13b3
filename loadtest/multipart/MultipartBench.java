import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.multipart.HttpData;
import io.staithe.web.multipart.MultipartForm;
import io.staithe.web.multipart.MultipartLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Compares three readers of multipart bodies with a raw PUT: one server, curl on loopback, every mode in turn.
 *
 * <p>{@code unread} is the form as bytes, which nobody splits: what the client's way of sending it costs by itself.
 * Arguments: MiB per upload, rounds, work directory. Prints GB/s (median of the rounds) and the ratio to the raw PUT.
 */
public final class MultipartBench {
    private static final int CHUNK = 64 * 1024;
    private static final int BLOCK = 1 << 20;
    private static final List<String> READERS = List.of("raw", "unread", "own", "netty", "partevent");
    private static final MultipartForm FORM = new MultipartForm(new MultipartLimits(1000, 8192, 1 << 20));
    private static final Scheduler DISK = Schedulers.newBoundedElastic(8, 1000, "disk");
    private static final AtomicLong FILES = new AtomicLong();

    private MultipartBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int mebibytes = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Path work = Files.createDirectories(Path.of(arguments[2]));
        Path file = randomFile(work, mebibytes);
        DisposableServer server = serve(work);
        Map<String, List<Double>> seconds = new TreeMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (int clients : new int[] {1, 4}) {
                for (String sink : List.of("discard", "write")) {
                    for (String reader : READERS) {
                        double taken = upload(server.port(), reader, sink, file, clients);
                        if (round > 0) {
                            seconds.computeIfAbsent(sink + " c=" + clients + " " + reader, key -> new ArrayList<>())
                                    .add(taken);
                        }
                    }
                }
            }
        }
        report(seconds, mebibytes);
        server.disposeNow();
        Files.delete(file);
        DISK.dispose();
    }

    private static void report(Map<String, List<Double>> seconds, int mebibytes) {
        System.out.printf("%-22s %8s %8s%n", "mode", "GB/s", "x raw");
        for (String sink : List.of("discard", "write")) {
            for (int clients : new int[] {1, 4}) {
                String mode = sink + " c=" + clients + " ";
                double raw = median(seconds.get(mode + "raw"));
                for (String reader : READERS) {
                    double taken = median(seconds.get(mode + reader));
                    double rate = clients * mebibytes * 1024.0 * 1024.0 / taken / 1e9;
                    System.out.printf("%-22s %8.2f %8.2f%n", mode + reader, rate, taken / raw);
                }
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static double upload(int port, String reader, String sink, Path file, int clients)
            throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + port + "/" + reader + "/" + sink;
        List<String> command = reader.equals("raw")
                ? List.of("curl", "-sS", "-f", "-T", file.toString(), url)
                : List.of("curl", "-sS", "-f", "-F", "file=@" + file, url);
        long start = System.nanoTime();
        List<Process> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            running.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process process : running) {
            String answer = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0 || Long.parseLong(answer.strip()) < Files.size(file)) {
                throw new IllegalStateException(url + " answered " + answer);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static DisposableServer serve(Path work) {
        HttpHandler handler = RouterFunctions.toHttpHandler(RouterFunctions.route()
                .PUT("/raw/{sink}", request -> answer(sink(request, work, request.body(BodyExtractors.toDataBuffers()))))
                .POST("/unread/{sink}", request -> answer(
                        sink(request, work, request.body(BodyExtractors.toDataBuffers()))))
                .POST("/own/{sink}", request -> answer(FORM.files(
                                request.headers().firstHeader("Content-Type"),
                                request.body(BodyExtractors.toDataBuffers()))
                        .concatMap(file -> sink(request, work, file.content()))
                        .reduce(0L, Long::sum)))
                .POST("/partevent/{sink}", request -> answer(request.bodyToFlux(PartEvent.class)
                        .windowUntil(PartEvent::isLast)
                        .concatMap(part -> sink(
                                request,
                                work,
                                part.filter(FilePartEvent.class::isInstance).map(PartEvent::content)))
                        .reduce(0L, Long::sum)))
                .build());
        ReactorHttpHandlerAdapter adapter = new ReactorHttpHandlerAdapter(handler);
        return HttpServer.create()
                .port(0)
                .httpRequestDecoder(spec -> spec.maxChunkSize(CHUNK))
                .handle((request, response) -> request.uri().startsWith("/netty")
                        ? response.sendString(nettyForm(request, work).map(String::valueOf))
                        : adapter.apply(request, response))
                .bindNow();
    }

    private static Mono<Long> nettyForm(HttpServerRequest request, Path work) {
        Flux<ByteBuf> content = request.receiveForm(builder -> builder.streaming(true).maxInMemorySize(0))
                .map(data -> ((HttpData) data).content().retain());
        return request.uri().endsWith("discard")
                ? content.map(MultipartBench::drop).reduce(0L, Long::sum)
                : write(work, content);
    }

    private static long drop(ByteBuf buffer) {
        long bytes = buffer.readableBytes();
        buffer.release();
        return bytes;
    }

    private static Mono<ServerResponse> answer(Mono<Long> bytes) {
        return bytes.flatMap(count -> ServerResponse.ok().bodyValue(count.toString()));
    }

    private static Mono<Long> sink(ServerRequest request, Path work, Flux<DataBuffer> body) {
        Flux<ByteBuf> buffers = body.map(NettyDataBufferFactory::toByteBuf);
        return request.pathVariable("sink").equals("discard")
                ? buffers.map(MultipartBench::drop).reduce(0L, Long::sum)
                : write(work, buffers);
    }

    /** Collects 1 MiB and writes it on a thread of its own: the fast path of the product, without digests. */
    private static Mono<Long> write(Path work, Flux<ByteBuf> body) {
        return Mono.usingWhen(
                Mono.fromCallable(() -> new Writer(work.resolve("upload-" + FILES.incrementAndGet()))),
                writer -> body.publishOn(DISK, 32).map(writer::take).reduce(0L, Long::sum),
                writer -> Mono.fromRunnable(writer::close).subscribeOn(DISK));
    }

    private static Path randomFile(Path work, int mebibytes) throws IOException {
        Path file = work.resolve("random.bin");
        Random random = new Random(7);
        byte[] block = new byte[BLOCK];
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return file;
    }

    private static final class Writer {
        private final Path file;
        private final FileChannel channel;
        private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);

        Writer(Path file) throws IOException {
            this.file = file;
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }

        long take(ByteBuf buffer) {
            long bytes = buffer.readableBytes();
            while (buffer.isReadable()) {
                int count = Math.min(block.remaining(), buffer.readableBytes());
                block.limit(block.position() + count);
                buffer.readBytes(block);
                block.limit(BLOCK);
                if (!block.hasRemaining()) {
                    flush();
                }
            }
            buffer.release();
            return bytes;
        }

        private void flush() {
            try {
                block.flip();
                while (block.hasRemaining()) {
                    channel.write(block);
                }
                block.clear();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        void close() {
            try {
                flush();
                channel.close();
                Files.delete(file);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
