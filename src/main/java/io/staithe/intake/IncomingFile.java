package io.staithe.intake;

import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;

/**
 * A file on its way in.
 *
 * @param name the base name that it gets in its upload directory
 * @param body the bytes; subscribed to once
 * @param announced what their digests have to be
 */
public record IncomingFile(String name, Flux<DataBuffer> body, AnnouncedDigests announced) {
    /** A file of which nothing was announced. */
    public IncomingFile(String name, Flux<DataBuffer> body) {
        this(name, body, AnnouncedDigests.NONE);
    }
}
