package io.staithe.web.tus;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The version of the tus protocol: one, which clients have to name and which every answer names. */
final class TusVersion {
    static final String VERSION = "1.0.0";
    static final String HEADER = "Tus-Resumable";
    static final String VERSIONS = "Tus-Version";

    private TusVersion() {}

    /** Names the version, also where the answer is a failure; {@code WRONG_TUS_VERSION} before anything else. */
    static Mono<ServerResponse> spoken(ServerRequest request, HandlerFunction<ServerResponse> next) {
        HttpHeaders answer = request.exchange().getResponse().getHeaders();
        answer.set(HEADER, VERSION);
        answer.setCacheControl("no-store");
        String wanted = request.headers().firstHeader(HEADER);
        if (VERSION.equals(wanted) || request.method() == HttpMethod.OPTIONS) {
            return next.handle(request);
        }
        answer.set(VERSIONS, VERSION);
        return Mono.error(new Refused(
                TusFault.WRONG_TUS_VERSION,
                HEADER + " is '" + Fault.bounded(String.valueOf(wanted)) + "'; it must be " + VERSION));
    }
}
