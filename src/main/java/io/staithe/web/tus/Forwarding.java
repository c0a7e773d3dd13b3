package io.staithe.web.tus;

import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.intake.session.Owner;
import io.staithe.intake.session.SessionFault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Has another instance answer: the body goes on as it comes, no faster than the other takes it, and the answer comes
 * back as it is. A request is forwarded once; one that comes back to an instance that has not the upload is refused.
 */
public final class Forwarding {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
    private static final String MARK = "Staithe-Forwarded";
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Headers of one connection, RFC 9110 §7.6.1; and those that the next one makes for itself. */
    private static final Set<String> OF_CONNECTION =
            Set.of("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host", "expect");

    private final Supplier<WebClient> client;

    /** Forwards by the client of the moment, which bounds every wait. */
    public Forwarding(Supplier<WebClient> client) {
        this.client = client;
    }

    /** The owner's answer. {@code OWNER_AWAY} where it has no address or does not answer. A cancel ends the request. */
    Mono<ServerResponse> forward(ServerRequest request, Owner owner) {
        String url = owner.url();
        if (request.headers().firstHeader(MARK) != null) {
            return Mono.error(away(owner, "is not the one that was asked"));
        }
        if (url == null) {
            return Mono.error(away(owner, "has no address for other instances; set staithe.instance.url there"));
        }
        return client.get()
                .method(request.method())
                .uri(target(url, request.uri()))
                .headers(headers -> pass(request.headers().asHttpHeaders(), headers))
                .header(MARK, "1")
                .body(
                        hasBody(request)
                                ? BodyInserters.fromDataBuffers(request.body(BodyExtractors.toDataBuffers()))
                                : BodyInserters.empty())
                .exchangeToMono(Forwarding::answer)
                .doOnError(
                        WebClientRequestException.class,
                        failure -> LOG.warn(
                                "event=upload.owner-away instance={} reason={}", owner.name(), failure.toString()))
                .onErrorMap(WebClientRequestException.class, failure -> away(owner, "does not answer"));
    }

    private static boolean hasBody(ServerRequest request) {
        return request.method() == HttpMethod.PATCH || request.method() == HttpMethod.POST;
    }

    private static URI target(String url, URI asked) {
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return URI.create(base + asked.getRawPath() + query);
    }

    private static Mono<ServerResponse> answer(ClientResponse answer) {
        ServerResponse.BodyBuilder response = ServerResponse.status(answer.statusCode())
                .headers(headers -> pass(answer.headers().asHttpHeaders(), headers));
        return answer.bodyToMono(byte[].class).flatMap(response::bodyValue).switchIfEmpty(Mono.defer(response::build));
    }

    private static void pass(HttpHeaders from, HttpHeaders to) {
        from.forEach((name, values) -> {
            if (!OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                to.put(name, List.copyOf(values));
            }
        });
    }

    private static Exhausted away(Owner owner, String why) {
        return new Exhausted(
                SessionFault.OWNER_AWAY,
                "instance '" + Fault.bounded(owner.name()) + "', which has the upload, " + why,
                RETRY);
    }
}
