package io.staithe.web.rest;

import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.Grant;
import io.staithe.access.Need;
import io.staithe.access.token.ApiTokens;
import io.staithe.access.token.Token;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.KeyedActs;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Tokens: made, shown without their secrets, revoked; {@code src/docs/access.md} tells how they are used. */
public final class TokenHandler {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final ApiTokens tokens;
    private final KeyedActs acts;
    private final Clock clock;

    /** Translates to the use cases of tokens. */
    public TokenHandler(ApiTokens tokens, KeyedActs acts, Clock clock) {
        this.tokens = tokens;
        this.acts = acts;
        this.clock = clock;
    }

    /** Whom the server takes the sender for, and what they may do. */
    Mono<ServerResponse> caller(ServerRequest request) {
        Caller caller = Callers.of(request);
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("name", caller.name());
        form.put("grants", lines(caller.grants()));
        return RestJson.ok(form);
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return tokens.list(Callers.of(request))
                .map(TokenHandler::form)
                .collectList()
                .flatMap(RestJson::ok);
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return tokens.show(Callers.of(request), request.pathVariable("name"))
                .map(TokenHandler::form)
                .flatMap(RestJson::ok);
    }

    Mono<ServerResponse> create(ServerRequest request) {
        Caller caller = Callers.of(request);
        return caller.required(Need.admin())
                .then(Mono.defer(() -> Members.of(request)))
                .map(this::draft)
                .flatMap(draft ->
                        acts.once(tokens.create(caller, draft), made -> draft.name(), TokenHandler::madeBefore))
                .flatMap(TokenHandler::created);
    }

    /** Nobody has the secret any more, so the first answer cannot be given again. */
    private static <T> Mono<T> madeBefore(String name) {
        return Mono.error(() -> new Refused(
                AccessFault.TOKEN_MADE,
                "this call made token '" + Fault.bounded(name) + "' (/v1/tokens/" + name
                        + "), whose secret was told once; where it is lost, revoke the token and make another"));
    }

    private Token.Draft draft(Members members) {
        String name = members.text("name");
        List<String> grants = members.texts("grants");
        Duration lifetime = members.duration("expiresIn", null);
        members.refuseOthers();
        if (name == null || grants == null) {
            throw new Refused(WebFault.MISSING_MEMBER, "'" + (name == null ? "name" : "grants") + "' must be given");
        }
        return new Token.Draft(name, grants.stream().map(Grant::parse).toList(), end(lifetime));
    }

    private @Nullable Instant end(@Nullable Duration lifetime) {
        if (lifetime == null) {
            return null;
        }
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(LONGEST) > 0) {
            throw new Refused(
                    AccessFault.BAD_TOKEN,
                    "expiresIn is " + lifetime + "; it must be 1s to " + LONGEST.toDays() + "d, or absent for never");
        }
        return clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Mono<ServerResponse> created(ApiTokens.Made made) {
        Map<String, Object> form = form(made.token());
        form.put("secret", made.secret().reveal());
        return ServerResponse.created(URI.create("/v1/tokens/" + made.token().name()))
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(RestJson.write(form));
    }

    Mono<ServerResponse> revoke(ServerRequest request) {
        return tokens.revoke(Callers.of(request), request.pathVariable("name"))
                .then(Mono.defer(() -> ServerResponse.noContent().build()));
    }

    private static Map<String, Object> form(Token token) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("name", token.name());
        form.put("grants", lines(token.grants()));
        form.put("createdAt", token.createdAt().toString());
        form.put("createdBy", token.createdBy());
        form.put("expiresAt", text(token.expiresAt()));
        form.put("usedAt", text(token.usedAt()));
        form.put("revokedAt", text(token.revokedAt()));
        return form;
    }

    private static List<String> lines(List<Grant> grants) {
        return grants.stream().map(Grant::toString).toList();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
