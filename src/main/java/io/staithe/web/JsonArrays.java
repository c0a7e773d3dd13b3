package io.staithe.web;

import java.nio.charset.StandardCharsets;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Arrays of JSON that are written as their elements come. */
public final class JsonArrays {
    private JsonArrays() {}

    /**
     * The body of an array; a fault before the first element comes before any byte. Pages are written up to 128 ahead
     * of the client, so their size bounds the memory of an answer.
     *
     * @param elements each as JSON
     * @param pageSize how many are written at once
     */
    public static Flux<DataBuffer> body(Flux<String> elements, int pageSize) {
        return written(elements.buffer(pageSize).map(page -> String.join(",", page)));
    }

    /** The same of pages that are written already: elements with commas between them. */
    public static Flux<DataBuffer> written(Flux<String> pages) {
        return pages.index((index, page) -> (index == 0 ? "[" : ",") + page)
                .switchIfEmpty(Mono.just("["))
                .concatWithValues("]")
                .map(text -> DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
