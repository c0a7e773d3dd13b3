package io.staithe.web.rest;

import io.staithe.fault.Refused;
import io.staithe.publish.SignedUrls;
import io.staithe.publish.SignedUrls.Signed;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Signs addresses under which a publication is read without other credentials. */
public final class SignedUrlHandler {
    private static final Duration USUAL = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(366);

    private final SignedUrls urls;
    private final Optional<URI> publicUrl;

    /**
     * Translates to the use case.
     *
     * @param publicUrl how clients reach this server; empty: as the request says
     */
    public SignedUrlHandler(SignedUrls urls, Optional<URI> publicUrl) {
        this.urls = urls;
        this.publicUrl = publicUrl;
    }

    /** The table. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST("/v1/publications/{id}/signed-url", this::sign)
                .build();
    }

    private Mono<ServerResponse> sign(ServerRequest request) {
        return Members.of(request)
                .map(SignedUrlHandler::lifetime)
                .flatMap(lifetime ->
                        urls.sign(Callers.of(request), Wishes.wholeNumber("id", request.pathVariable("id")), lifetime))
                .flatMap(signed -> RestJson.ok(form(request, signed)));
    }

    private static Duration lifetime(Members body) {
        Duration lifetime = body.duration("lifetime", USUAL);
        body.refuseOthers();
        Duration wanted = lifetime == null ? USUAL : lifetime;
        if (wanted.toSeconds() < 1 || wanted.compareTo(LONGEST) > 0) {
            throw new Refused(WebFault.BAD_BODY, "'lifetime' must be 1s to " + LONGEST.toDays() + "d");
        }
        return wanted;
    }

    private Map<String, Object> form(ServerRequest request, Signed signed) {
        URI base = publicUrl.orElseGet(() -> request.uri().resolve("/"));
        String root = base.toString().endsWith("/") ? base.toString() : base + "/";
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("url", root + "signed/" + signed.token() + "/");
        form.put("expiresAt", signed.expiresAt().toString());
        return form;
    }
}
