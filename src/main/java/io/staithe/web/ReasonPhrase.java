package io.staithe.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The words beside the status (RFC 9112 §4), for clients that show nothing else; Spring knows no words but its own.
 */
final class ReasonPhrase {
    private static final int MAX_CHARACTERS = 400;

    private ReasonPhrase() {}

    /** Sets the status with these words, in printable ASCII; without them where the server is another one. */
    static void set(ServerHttpResponse response, int status, String words) {
        if (ServerHttpResponseDecorator.getNativeResponse(response) instanceof HttpServerResponse netty) {
            netty.status(new HttpResponseStatus(status, plain(words)));
        } else {
            response.setStatusCode(HttpStatusCode.valueOf(status));
        }
    }

    static String plain(String words) {
        String ascii = words.replace('…', '.').replaceAll("[^ -~]", "?");
        return ascii.length() <= MAX_CHARACTERS ? ascii : ascii.substring(0, MAX_CHARACTERS - 3) + "...";
    }
}
