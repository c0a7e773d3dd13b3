package io.staithe.intake.session;

import io.staithe.access.Caller;
import io.staithe.intake.Uploads;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Bodies that a session has no use for: a client that looks for its answer only when it has sent all sends them anyway.
 */
final class SpareBodies {
    private final Uploads uploads;

    SpareBodies(Uploads uploads) {
        this.uploads = uploads;
    }

    /**
     * Reads a body to its end, under the rules of those that are kept, and drops it. {@code TOO_MANY_BYTES} where it is
     * longer than the session's file; before it is subscribed to: what admission refuses.
     */
    Mono<Void> read(Session session, Piece piece) {
        long size = session.what().sizeBytes();
        if (piece.declaredBytes().orElse(0) > size) {
            return Mono.error(Sessions.tooMany(session, piece.declaredBytes().getAsLong(), size));
        }
        return Mono.usingWhen(
                uploads.admission().admit(Caller.trusted(session.caller()), 0, size),
                place -> read(session, uploads.paced(place.counted(piece.body()))),
                place -> Mono.fromRunnable(place::release));
    }

    private static Mono<Void> read(Session session, Flux<DataBuffer> body) {
        long size = session.what().sizeBytes();
        return body.map(SpareBodies::released)
                .scan(0L, Long::sum)
                .filter(sum -> sum > size)
                .next()
                .flatMap(sum -> Mono.error(Sessions.tooMany(session, sum, size)));
    }

    private static long released(DataBuffer buffer) {
        long bytes = buffer.readableByteCount();
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
