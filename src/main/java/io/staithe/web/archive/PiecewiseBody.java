package io.staithe.web.archive;

import io.staithe.publish.PublishedFiles.Piece;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes a range of what pieces of files are together: of one file without copying, of several one after another. */
final class PiecewiseBody {
    private static final int BUFFER_BYTES = 64 * 1024;

    private PiecewiseBody() {}

    /** Completes when all is written; fails where a file is gone. */
    static Mono<Void> write(ServerHttpResponse response, List<Piece> pieces, ByteRange range) {
        List<Piece> parts = within(pieces, range);
        if (parts.size() == 1) {
            Piece part = parts.get(0);
            return ((ZeroCopyHttpOutputMessage) response).writeWith(part.file(), part.offset(), part.sizeBytes());
        }
        return response.writeWith(Flux.fromIterable(parts)
                .concatMap(part -> read(part, response.bufferFactory()), 1)
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release));
    }

    private static Flux<DataBuffer> read(Piece part, DataBufferFactory buffers) {
        return DataBufferUtils.takeUntilByteCount(
                DataBufferUtils.read(new FileSystemResource(part.file()), part.offset(), buffers, BUFFER_BYTES),
                part.sizeBytes());
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
                parts.add(new Piece(piece.file(), piece.offset() + from - begin, to - from));
            }
            begin += piece.sizeBytes();
        }
        return parts;
    }
}
