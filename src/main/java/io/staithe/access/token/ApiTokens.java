package io.staithe.access.token;

import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.audit.Audit;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes, shows and revokes tokens; all of it takes {@code admin}, so that no token grants more than its maker has. */
public final class ApiTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ApiTokens.class);

    private final Tokens tokens;
    private final Authentication authentication;
    private final Audit audit;
    private final SecureRandom random = new SecureRandom();

    /** Use cases on tokens; what one instance knows of a revoked one is forgotten at once. */
    public ApiTokens(Tokens tokens, Authentication authentication, Audit audit) {
        this.tokens = tokens;
        this.authentication = authentication;
        this.audit = audit;
    }

    /** Makes a token, and emits it with its secret, which nobody can ask for again; {@code TOKEN_EXISTS}. */
    public Mono<Made> create(Caller caller, Token.Draft draft) {
        return caller.required(Need.admin())
                .then(Mono.defer(() -> {
                    TokenSecret secret = TokenSecret.fresh(random);
                    return tokens.create(draft, secret.hash(), caller.name()).map(token -> new Made(token, secret));
                }))
                .doOnNext(made -> LOG.info(
                        "event=token.created name={} grants={} expires={} caller={}",
                        draft.name(),
                        draft.grants(),
                        draft.expiresAt(),
                        caller.name()))
                .delayUntil(made ->
                        audit.done(caller, "token.create", "Create token " + draft.name() + " for " + draft.grants()));
    }

    /** All, by name, the newest of a name first. */
    public Flux<Token> list(Caller caller) {
        return caller.required(Need.admin()).thenMany(tokens.list());
    }

    /** The newest of a name; {@code UNKNOWN_TOKEN}. */
    public Mono<Token> show(Caller caller, String name) {
        return caller.required(Need.admin()).then(tokens.find(name)).switchIfEmpty(unknown(name));
    }

    /**
     * Revokes one: it stands for nobody any more, here at once, on other instances in seconds; {@code UNKNOWN_TOKEN}.
     */
    public Mono<Void> revoke(Caller caller, String name) {
        return caller.required(Need.admin())
                .then(tokens.revoke(name))
                .switchIfEmpty(unknown(name))
                .doOnNext(token -> {
                    authentication.forget();
                    LOG.info("event=token.revoked name={} caller={}", name, caller.name());
                })
                .delayUntil(token -> audit.done(caller, "token.revoke", "Revoke token " + name))
                .then();
    }

    private static <T> Mono<T> unknown(String name) {
        return Mono.error(
                () -> new Refused(AccessFault.UNKNOWN_TOKEN, "there is no token '" + Fault.bounded(name) + "'"));
    }

    /** A token and its secret. */
    public record Made(Token token, TokenSecret secret) {}
}
