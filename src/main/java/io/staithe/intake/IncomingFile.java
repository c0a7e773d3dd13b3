package io.staithe.intake;

import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;

/**
 * A file on its way in.
 *
 * @param name the base name that it gets in its upload directory
 * @param body the bytes; subscribed to once
 */
public record IncomingFile(String name, Flux<DataBuffer> body) {}
