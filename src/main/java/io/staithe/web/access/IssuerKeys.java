package io.staithe.web.access;

import com.nimbusds.jose.jwk.JWKSet;
import io.staithe.access.AccessFault;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The public keys of an issuer (RFC 7517), read again when they are ten minutes old or a statement names one that is
 * not among them; but not more often than every few seconds, so that who invents names of keys does not make us a
 * nuisance. Keys that are there are used for a day where they cannot be read. For any thread.
 */
final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration STALE = Duration.ofDays(1);

    private final String issuer;
    private final Mono<String> document;
    private final Duration rest;
    private final Clock clock;
    private final AtomicReference<@Nullable Mono<Read>> reading = new AtomicReference<>();
    private volatile Read last = new Read(new JWKSet(), Instant.EPOCH, Instant.EPOCH, false);

    /**
     * The keys in a document.
     *
     * @param rest between two readings
     */
    IssuerKeys(String issuer, Mono<String> document, Duration rest, Clock clock) {
        this.issuer = issuer;
        this.document = document;
        this.rest = rest;
        this.clock = clock;
    }

    /** The keys, with the one of a name where there is one; {@code ISSUER_UNAVAILABLE} where nobody can tell. */
    Mono<JWKSet> having(@Nullable String name) {
        return Mono.defer(() -> {
            Read known = last;
            Instant now = clock.instant();
            boolean isEnough = known.has(name) && now.isBefore(known.readAt().plus(FRESH));
            boolean isTooEarly = now.isBefore(known.triedAt().plus(rest));
            return isEnough || isTooEarly ? told(known, name) : read().flatMap(read -> told(read, name));
        });
    }

    private Mono<JWKSet> told(Read read, @Nullable String name) {
        boolean mayBeUsed = clock.instant().isBefore(read.readAt().plus(STALE)) && read.has(name);
        return mayBeUsed || read.succeeded()
                ? Mono.just(read.keys())
                : Mono.error(() -> new Exhausted(
                        AccessFault.ISSUER_UNAVAILABLE,
                        "the keys of issuer '" + Fault.bounded(issuer) + "' cannot be had now",
                        rest.plusSeconds(1)));
    }

    /** Whoever comes while the document is read waits for the same reading. */
    private Mono<Read> read() {
        Mono<Read> mine = document.switchIfEmpty(Mono.error(() -> new IllegalStateException("the document is empty")))
                .map(this::parsed)
                .onErrorResume(failure -> Mono.fromSupplier(() -> failed(failure)))
                .doOnNext(read -> last = read)
                .doOnTerminate(() -> reading.set(null))
                .cache();
        Mono<Read> others = reading.compareAndExchange(null, mine);
        return others == null ? mine : others;
    }

    private Read parsed(String text) {
        try {
            Instant now = clock.instant();
            JWKSet keys = JWKSet.parse(text);
            LOG.debug("event=issuer.read issuer={} keys={}", issuer, keys.size());
            return new Read(keys, now, now, true);
        } catch (ParseException broken) {
            throw new IllegalStateException("no key set: " + broken.getMessage(), broken);
        }
    }

    private Read failed(Throwable failure) {
        LOG.warn("event=issuer.unreadable issuer={} reason={}", issuer, Fault.bounded(failure.toString()));
        return new Read(last.keys(), last.readAt(), clock.instant(), false);
    }

    /**
     * What is known.
     *
     * @param readAt when the keys were read
     * @param triedAt when that was tried last
     * @param succeeded whether it succeeded then
     */
    private record Read(JWKSet keys, Instant readAt, Instant triedAt, boolean succeeded) {
        boolean has(@Nullable String name) {
            return name == null ? !keys.isEmpty() : keys.getKeyByKeyId(name) != null;
        }
    }
}
