package io.staithe.access.token;

import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.token.Verdict.Outcome;
import io.staithe.fault.Exhausted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tells whom a secret stands for. What was found out is believed for a while, so that most requests cost one SHA-256
 * and no statement; nobody's secrets have a store of their own, which guesses cannot push callers out of. For any
 * thread.
 */
public final class Authentication {
    private static final int REMEMBERED = 10_000;
    private static final int AT_ONCE = 1_000;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Tokens tokens;
    private final Identities identities;
    private final Map<SecretHash, Caller> configured;
    private final Duration believed;
    private final Clock clock;
    private final Map<SecretHash, Verdict> somebody = new ConcurrentHashMap<>();
    private final Map<SecretHash, Verdict> nobody = new ConcurrentHashMap<>();
    private final Map<SecretHash, Mono<Verdict>> asked = new ConcurrentHashMap<>();
    private final AtomicLong forgotten = new AtomicLong();
    private final Set<Long> used = ConcurrentHashMap.newKeySet();

    /**
     * Tokens of the database, of the settings, and what others state.
     *
     * @param configured callers of the settings, who are asked for first
     * @param believed how long an answer of the database is believed, here and so after a revocation elsewhere
     */
    public Authentication(
            Tokens tokens, Identities identities, Map<SecretHash, Caller> configured, Duration believed, Clock clock) {
        this.tokens = tokens;
        this.identities = identities;
        this.configured = Map.copyOf(configured);
        this.believed = believed;
        this.clock = clock;
    }

    /** What a secret is worth; an {@code Exhausted} where nobody can tell now. */
    public Mono<Verdict> verdict(String secret) {
        SecretHash hash = SecretHash.of(secret);
        Instant now = clock.instant();
        Verdict known = known(hash, now);
        if (known == null) {
            return found(secret, hash);
        }
        note(known);
        return Mono.just(known);
    }

    private @Nullable Verdict known(SecretHash hash, Instant now) {
        Verdict known = somebody.get(hash);
        Verdict last = known == null ? nobody.get(hash) : known;
        return last == null || !now.isBefore(last.until()) ? null : last;
    }

    /** Those who show the same secret at the same time wait for one answer. */
    private Mono<Verdict> found(String secret, SecretHash hash) {
        return Mono.defer(() -> {
                    if (asked.size() >= AT_ONCE && !asked.containsKey(hash)) {
                        return Mono.error(new Exhausted(
                                AccessFault.TOO_MANY_CREDENTIALS,
                                "too many credentials are being looked up at once",
                                SOON));
                    }
                    return asked.computeIfAbsent(hash, key -> asked(secret, hash));
                })
                .doOnNext(this::note);
    }

    private Mono<Verdict> asked(String secret, SecretHash hash) {
        long before = forgotten.get();
        return looked(secret, hash)
                .doOnNext(verdict -> keep(hash, verdict, before))
                .doOnTerminate(() -> asked.remove(hash))
                .cache();
    }

    private Mono<Verdict> looked(String secret, SecretHash hash) {
        Caller caller = configured.get(hash);
        if (caller != null) {
            return Mono.just(Verdict.known(caller, Instant.MAX));
        }
        Mono<Verdict> found = TokenSecret.isOne(secret)
                ? tokens.find(hash).map(this::judged).switchIfEmpty(refused(Outcome.UNKNOWN))
                : identities.identified(secret);
        return found.switchIfEmpty(refused(Outcome.MALFORMED));
    }

    private Verdict judged(Token token) {
        Instant now = clock.instant();
        Instant until = now.plus(believed);
        if (token.revokedAt() != null) {
            return Verdict.nobody(Outcome.REVOKED, until);
        }
        Instant end = token.expiresAt();
        if (end != null && !now.isBefore(end)) {
            return Verdict.nobody(Outcome.EXPIRED, until);
        }
        return new Verdict(token.caller(), Outcome.KNOWN, end == null || until.isBefore(end) ? until : end, token.id());
    }

    private Mono<Verdict> refused(Outcome outcome) {
        return Mono.fromSupplier(() -> Verdict.nobody(outcome, clock.instant().plus(believed)));
    }

    /** Keeps what was found, unless what was known before was forgotten meanwhile: it may have been read earlier. */
    private void keep(SecretHash hash, Verdict verdict, long before) {
        Map<SecretHash, Verdict> known = verdict.caller() == null ? nobody : somebody;
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        somebody.remove(hash);
        known.put(hash, verdict);
        if (forgotten.get() != before) {
            known.remove(hash, verdict);
        }
    }

    private void note(Verdict verdict) {
        Long token = verdict.token();
        if (token != null && !used.contains(token)) {
            used.add(token);
        }
    }

    /** Forgets what it knows of secrets, or is about to know; they are looked up again. */
    public void forget() {
        forgotten.incrementAndGet();
        asked.clear();
        somebody.clear();
        nobody.clear();
    }

    /** Writes down which tokens were used since the last call; empty. What fails is written with the next ones. */
    public Mono<Void> writeUses() {
        return Mono.defer(() -> {
            Set<Long> some = Set.copyOf(used);
            used.removeAll(some);
            return some.isEmpty() ? Mono.empty() : tokens.used(some).doOnError(failure -> used.addAll(some));
        });
    }
}
