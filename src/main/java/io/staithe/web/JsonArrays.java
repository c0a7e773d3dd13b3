package io.staithe.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
        return elements.buffer(pageSize)
                .index(JsonArrays::page)
                .switchIfEmpty(Mono.just("["))
                .concatWithValues("]")
                .map(text -> DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String page(long index, List<String> page) {
        return (index == 0 ? "[" : ",") + String.join(",", page);
    }
}
