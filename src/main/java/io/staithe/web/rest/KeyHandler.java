package io.staithe.web.rest;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.archive.OpenPgpKeys;
import io.staithe.fault.Refused;
import io.staithe.publish.PublicKeys;
import io.staithe.publish.keys.KeyFault;
import io.staithe.publish.keys.SigningKeys;
import io.staithe.queue.KeyedActs;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Signing keys; {@code src/docs/operate.md} tells how they are rotated. */
public final class KeyHandler {
    private final PublicKeys shown;
    private final SigningKeys keys;
    private final KeyedActs acts;

    /** Translates to what is shown of keys, and to what may be done with them. */
    public KeyHandler(PublicKeys shown, SigningKeys keys, KeyedActs acts) {
        this.shown = shown;
        this.keys = keys;
        this.acts = acts;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return RestJson.ok(shown.all().stream().map(this::form).toList());
    }

    /** One that is made, by {@code userId}, or that is brought, by {@code secretKey}. */
    Mono<ServerResponse> create(ServerRequest request) {
        Caller caller = Callers.of(request);
        return caller.required(Need.admin())
                .then(Mono.defer(() -> Members.of(request)))
                .map(Body::of)
                .flatMap(body -> acts.once(created(caller, body), OpenPgpKeys.Shown::fingerprint, this::madeBefore))
                .flatMap(key -> ServerResponse.created(URI.create("/v1/keys/" + key.fingerprint()))
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(RestJson.write(form(key))));
    }

    private Mono<OpenPgpKeys.Shown> created(Caller caller, Body body) {
        return body.secretKey() == null
                ? keys.make(caller, required("userId", body.userId()))
                : keys.bring(caller, body.secretKey(), body.passphrase());
    }

    private Mono<OpenPgpKeys.Shown> madeBefore(String fingerprint) {
        return Flux.fromIterable(shown.all())
                .filter(key -> key.fingerprint().equals(fingerprint))
                .next()
                .switchIfEmpty(Mono.error(() -> new Refused(
                        KeyFault.KEY_MADE,
                        "this call made key " + fingerprint
                                + ", which was retired since, or another instance made a moment ago")));
    }

    /** Whether it signs where none is chosen. */
    Mono<ServerResponse> edit(ServerRequest request) {
        String name = request.pathVariable("fingerprint");
        return Members.of(request)
                .map(KeyHandler::signs)
                .flatMap(signs -> signs ? keys.begin(Callers.of(request), name) : keys.end(Callers.of(request), name))
                .flatMap(key -> RestJson.ok(form(key)));
    }

    Mono<ServerResponse> retire(ServerRequest request) {
        return keys.retire(Callers.of(request), request.pathVariable("fingerprint"))
                .then(Mono.defer(() -> ServerResponse.noContent().build()));
    }

    private static boolean signs(Members members) {
        Boolean signs = members.flag("default");
        members.refuseOthers();
        return required("default", signs);
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new Refused(WebFault.MISSING_MEMBER, "'" + name + "' must be given");
        }
        return value;
    }

    private Map<String, Object> form(OpenPgpKeys.Shown key) {
        List<String> defaults = shown.defaults();
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("fingerprint", key.fingerprint());
        form.put("userIds", key.people());
        form.put("ready", key.ready());
        form.put("default", defaults.contains(key.fingerprint()));
        form.put("url", "/keys/" + key.fingerprint() + ".asc");
        return form;
    }

    /** What a new key is made of; never told again. */
    private record Body(
            @Nullable String userId,
            @Nullable String secretKey,
            @Nullable String passphrase) {
        static Body of(Members members) {
            Body body = new Body(members.text("userId"), members.text("secretKey"), members.text("passphrase"));
            members.refuseOthers();
            return body;
        }

        @Override
        public String toString() {
            return "Body[userId=" + userId + "]";
        }
    }
}
