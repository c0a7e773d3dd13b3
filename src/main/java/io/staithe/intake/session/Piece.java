package io.staithe.intake.session;

import io.staithe.pool.PartialFile.Checksum;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;

/**
 * Bytes for a session.
 *
 * @param offset where they begin, as the client has it
 * @param declaredBytes how many the client announced
 * @param body the bytes; subscribed to once, or not at all where they are refused
 * @param checksum what they have to come to, or null
 */
public record Piece(
        long offset,
        OptionalLong declaredBytes,
        Flux<DataBuffer> body,
        @Nullable Checksum checksum) {}
