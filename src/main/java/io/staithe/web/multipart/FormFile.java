package io.staithe.web.multipart;

import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;

/**
 * A file of a form.
 *
 * @param fileName the base name of what the client says
 * @param content its bytes; subscribed to at most once, and to its end, or cancelled, before the next file comes
 */
public record FormFile(String fileName, Flux<DataBuffer> content) {}
