package io.staithe.web.archive;

import io.staithe.fault.Broken;
import io.staithe.pool.Location;
import io.staithe.publish.PublishedFiles.Piece;
import io.staithe.web.WebFault;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes a range of what pieces of files are together: of one file without copying, unless over TLS; of several one
 * after another.
 *
 * <p>Where one of several files is cut off while it is sent, the answer ends there: nobody takes what comes after it
 * for the rest.
 */
final class PiecewiseBody {
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);

    private PiecewiseBody() {}

    /**
     * Completes when all is written; fails where a file is gone or cut off.
     *
     * @param threads read what is not sent without copying
     * @param blobs reads what is no file
     */
    static Mono<Void> write(
            ServerWebExchange exchange, List<Piece> pieces, ByteRange range, ExecutorService threads, Blobs blobs) {
        ServerHttpResponse response = exchange.getResponse();
        // Over TLS there is no sending without copying, and what stands in for it reads the file on the event loop.
        boolean isPlain = exchange.getRequest().getSslInfo() == null;
        List<Piece> parts = within(pieces, range);
        if (isPlain
                && parts.size() == 1
                && parts.get(0).isFile()
                && parts.get(0).bytes() == null) {
            Piece part = parts.get(0);
            return ((ZeroCopyHttpOutputMessage) response).writeWith(part.file(), part.offset(), part.sizeBytes());
        }
        return response.writeWith(Flux.fromIterable(parts)
                .concatMap(part -> read(part, response.bufferFactory(), threads, blobs), 1)
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release));
    }

    private static Flux<DataBuffer> read(Piece part, DataBufferFactory buffers, ExecutorService threads, Blobs blobs) {
        Location blob = part.blob();
        if (blob != null) {
            return blobs.read(blob, part.offset(), part.sizeBytes());
        }
        byte[] bytes = part.bytes();
        return bytes == null
                ? fromFile(part, buffers, threads)
                : Mono.fromCallable(() -> buffers.wrap(bytes)).flux();
    }

    private static Flux<DataBuffer> fromFile(Piece part, DataBufferFactory buffers, ExecutorService threads) {
        return Flux.defer(() -> {
            AtomicLong left = new AtomicLong(part.sizeBytes());
            return DataBufferUtils.takeUntilByteCount(
                            DataBufferUtils.readAsynchronousFileChannel(
                                    () -> AsynchronousFileChannel.open(part.file(), READ, threads),
                                    part.offset(),
                                    buffers,
                                    BUFFER_BYTES),
                            part.sizeBytes())
                    .doOnNext(buffer -> left.addAndGet(-buffer.readableByteCount()))
                    .concatWith(Mono.defer(() -> left.get() == 0 ? Mono.empty() : Mono.error(cutOff(part))));
        });
    }

    /** No {@code EOFException}, which would be taken for a client that went away. */
    static Broken cutOff(Piece part) {
        return new Broken(WebFault.FILE_CUT_OFF, part.file().getFileName() + " is cut off");
    }

    /** What of the pieces lies in the range, none of it empty. */
    static List<Piece> within(List<Piece> pieces, ByteRange range) {
        List<Piece> parts = new ArrayList<>();
        long end = range.first() + range.length();
        long begin = 0;
        for (Piece piece : pieces) {
            long from = Math.max(begin, range.first());
            long to = Math.min(begin + piece.sizeBytes(), end);
            if (from < to) {
                parts.add(piece.part(from - begin, to - from));
            }
            begin += piece.sizeBytes();
        }
        return parts;
    }

    /** Reads a part of kept bytes that are in no file. */
    interface Blobs {
        Flux<DataBuffer> read(Location location, long offset, long length);
    }
}
