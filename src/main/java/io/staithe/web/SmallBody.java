package io.staithe.web;

import io.staithe.fault.Refused;
import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Bodies that are read whole, and soon.
 *
 * <p>A body is waited for only where it is read. One that nobody reads, as aptly's clients send it with calls that have
 * none, is no reason to end a call that takes long.
 */
public final class SmallBody {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private SmallBody() {}

    /**
     * The bytes of a body; empty where there is none. {@code DataBufferLimitException} where there are more than so
     * many, {@link WebFault#BODY_LATE} where they did not all come within a minute. A cancel drops what has come.
     */
    public static Mono<byte[]> read(Flux<DataBuffer> body, int maxBytes) {
        return DataBufferUtils.join(body, maxBytes)
                .timeout(WITHIN, Mono.error(SmallBody::late))
                .map(SmallBody::copied);
    }

    private static byte[] copied(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static Refused late() {
        return new Refused(
                WebFault.BODY_LATE, "the body of the request did not come within " + WITHIN.toSeconds() + " seconds");
    }
}
