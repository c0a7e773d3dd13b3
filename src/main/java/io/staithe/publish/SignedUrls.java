package io.staithe.publish;

import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.Grant;
import io.staithe.access.audit.Audit;
import io.staithe.fault.Refused;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import reactor.core.publisher.Mono;

/**
 * Addresses under which whoever has them reads one publication until they expire, without other credentials: the number
 * of the publication and the time are signed (HMAC-SHA-256, RFC 2104), nothing is kept. A new key ends all of them.
 */
public final class SignedUrls {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{43})");

    private final Publications publications;
    private final ArchiveView view;
    private final SecretKeySpec key;
    private final Clock clock;
    private final Audit audit;

    /**
     * Addresses under a key.
     *
     * @param key 32 random bytes that all instances share
     */
    public SignedUrls(Publications publications, ArchiveView view, byte[] key, Clock clock, Audit audit) {
        this.publications = publications;
        this.view = view;
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Signs for a publication. It takes {@code publish} on it, as the address may outlive the caller's own grants;
     * {@code UNKNOWN_PUBLICATION} where there is none that the caller may read. The audit is told before the address
     * is.
     */
    public Mono<Signed> sign(Caller caller, long publication, Duration lifetime) {
        return publications
                .show(caller, publication)
                .doOnNext(shown -> caller.require(Asking.update(shown.place())))
                .flatMap(shown -> {
                    Signed signed = signed(publication, clock.instant().plus(lifetime));
                    String title = "Sign an address of " + shown.place() + " until " + signed.expiresAt();
                    return audit.done(caller, "signed-url.create", title).thenReturn(signed);
                });
    }

    private Signed signed(long publication, Instant expiresAt) {
        String what = publication + "." + expiresAt.getEpochSecond();
        return new Signed(what + "." + mac(what), Instant.ofEpochSecond(expiresAt.getEpochSecond()));
    }

    /**
     * What a token opens; {@code UNKNOWN_CREDENTIALS} where it is no valid one, or there is no such publication any
     * more.
     */
    public Mono<Opened> open(String token) {
        return Mono.fromCallable(() -> publication(token))
                .flatMap(view::place)
                .map(Opened::new)
                .switchIfEmpty(Mono.error(SignedUrls::refused));
    }

    private long publication(String token) {
        Matcher form = FORM.matcher(token);
        if (!form.matches()) {
            throw refused();
        }
        byte[] wanted = mac(form.group(1) + "." + form.group(2)).getBytes(StandardCharsets.US_ASCII);
        boolean isGenuine = MessageDigest.isEqual(wanted, form.group(3).getBytes(StandardCharsets.US_ASCII));
        if (!isGenuine || Long.parseLong(form.group(2)) <= clock.instant().getEpochSecond()) {
            throw refused();
        }
        return Long.parseLong(form.group(1));
    }

    private static Refused refused() {
        return new Refused(
                AccessFault.UNKNOWN_CREDENTIALS, "the signature of this address is malformed or has expired");
    }

    private String mac(String what) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signed = mac.doFinal(("staithe-signed-url 1\n" + what).getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, broken);
        }
    }

    /**
     * A signature.
     *
     * @param token for the path
     */
    public record Signed(String token, Instant expiresAt) {}

    /** The publication that a signature opens. */
    public record Opened(Place place) {
        /** Who reads it and nothing else. */
        public Caller reader() {
            return new Caller("signed-url", List.of(Grant.parse("read publication=" + place)));
        }

        /** A path below the archive's root, as one of the storage. */
        public String path(String below) {
            return place.prefix().equals(".") ? below : place.prefix() + "/" + below;
        }
    }
}
