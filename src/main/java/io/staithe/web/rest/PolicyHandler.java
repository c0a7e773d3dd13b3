package io.staithe.web.rest;

import static io.staithe.web.PathFilter.variable;

import io.staithe.events.webhook.Secret;
import io.staithe.fault.Refused;
import io.staithe.library.RepositoryPolicies;
import io.staithe.library.policy.Hook;
import io.staithe.library.policy.Hook.OnFailure;
import io.staithe.library.policy.Policies;
import io.staithe.library.policy.Policies.Quota;
import io.staithe.library.policy.Policies.Retention;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What repositories take, as one document each; {@code src/docs/policies.md} tells of its members. */
public final class PolicyHandler {
    private final RepositoryPolicies policies;

    /** Translates to the use cases of policies. */
    public PolicyHandler(RepositoryPolicies policies) {
        this.policies = policies;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return policies.show(Callers.of(request), variable(request, "repository"))
                .map(PolicyHandler::form)
                .flatMap(RestJson::ok);
    }

    /** What the document leaves out is not ruled any more. */
    Mono<ServerResponse> set(ServerRequest request) {
        return Members.of(request)
                .map(Document::of)
                .flatMap(wanted -> policies.set(
                        Callers.of(request), variable(request, "repository"), wanted.policies(), wanted.secret()))
                .map(PolicyHandler::form)
                .flatMap(RestJson::ok);
    }

    Mono<ServerResponse> remove(ServerRequest request) {
        return policies.remove(Callers.of(request), variable(request, "repository"))
                .then(Mono.defer(() -> ServerResponse.noContent().build()));
    }

    private static Policies policies(Members document, @Nullable Hook hook) {
        return new Policies(
                texts(document, "architectures"),
                texts(document, "sections"),
                texts(document, "names"),
                texts(document, "versions"),
                Boolean.TRUE.equals(document.flag("higherVersion")),
                quota(document.object("quota")),
                retention(document.object("retention")),
                texts(document, "signedBy"),
                hook);
    }

    private static List<String> texts(Members document, String name) {
        List<String> texts = document.texts(name);
        return texts == null ? List.of() : texts;
    }

    private static Quota quota(Members quota) {
        Quota read = new Quota(given(quota, "packages"), given(quota, "bytes"));
        quota.refuseOthers();
        return read;
    }

    private static Retention retention(Members retention) {
        Duration age = retention.duration("maximumAge", Duration.ZERO);
        Retention read = new Retention(given(retention, "newest"), Duration.ZERO.equals(age) ? null : age);
        retention.refuseOthers();
        return read;
    }

    private static Hook hook(Members hook) {
        Duration limit = hook.duration("timeLimit", Hook.USUAL_LIMIT);
        String url = hook.text("url");
        return new Hook(
                url == null ? "" : url, limit == null ? Hook.USUAL_LIMIT : limit, onFailure(hook.text("onFailure")));
    }

    private static OnFailure onFailure(@Nullable String text) {
        if (text != null && !text.equals("open") && !text.equals("closed")) {
            throw new Refused(WebFault.BAD_BODY, "'hook.onFailure' must be open or closed");
        }
        return "open".equals(text) ? OnFailure.OPEN : OnFailure.CLOSED;
    }

    /** A number; null where it is absent or {@code null}: zero is a number that a quota may have. */
    private static @Nullable Long given(Members members, String name) {
        return members.isNull(name) ? null : members.number(name);
    }

    private static Map<String, Object> form(Policies policies) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("architectures", policies.architectures());
        form.put("sections", policies.sections());
        form.put("names", policies.names());
        form.put("versions", policies.versions());
        form.put("higherVersion", policies.higherVersion());
        form.put("quota", quota(policies.quota()));
        form.put("retention", retention(policies.retention()));
        form.put("signedBy", policies.signedBy());
        form.put("hook", hook(policies.hook()));
        return form;
    }

    /** Without the secret, which nobody is shown. */
    private static @Nullable Map<String, Object> hook(@Nullable Hook hook) {
        if (hook == null) {
            return null;
        }
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("url", hook.url());
        form.put("timeLimit", hook.timeLimit().toString());
        form.put("onFailure", hook.onFailure().name().toLowerCase(Locale.ROOT));
        return form;
    }

    private static Map<String, Object> quota(Quota quota) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("packages", quota.packages());
        form.put("bytes", quota.bytes());
        return form;
    }

    private static Map<String, Object> retention(Retention retention) {
        Duration age = retention.maximumAge();
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("newest", retention.newest());
        form.put("maximumAge", age == null ? null : age.toString());
        return form;
    }

    /** The policies that a request brings, and the secret of their hook where it is given. */
    private record Document(Policies policies, @Nullable Secret secret) {
        static Document of(Members document) {
            boolean hooked = document.has("hook") && !document.isNull("hook");
            Members hook = document.object("hook");
            String secret = hook.text("secret");
            Document read = new Document(
                    PolicyHandler.policies(document, hooked ? hook(hook) : null),
                    secret == null ? null : new Secret(secret));
            hook.refuseOthers();
            document.refuseOthers();
            return read;
        }
    }
}
