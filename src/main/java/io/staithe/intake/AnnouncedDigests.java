package io.staithe.intake;

import io.staithe.fault.Refused;
import io.staithe.pool.Digests;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The digests that a client announced for the bytes of a file, in lower-case hexadecimal; null where it announced none.
 */
public record AnnouncedDigests(
        @Nullable String md5,
        @Nullable String sha1,
        @Nullable String sha256,
        @Nullable String sha512) {
    /** Nothing was announced. */
    public static final AnnouncedDigests NONE = new AnnouncedDigests(null, null, null, null);

    /** Refuses other bytes than those that were announced with {@link IntakeFault#DIGEST_MISMATCH}. */
    void check(FileName file, Digests came) {
        difference(came).ifPresent(difference -> {
            throw new Refused(
                    IntakeFault.DIGEST_MISMATCH,
                    "the " + difference.algorithm() + " of '" + file + "' is " + difference.actual()
                            + "; announced was " + difference.announced());
        });
    }

    /** The first digest that shows that these are other bytes; empty where none does. */
    public Optional<Difference> difference(Digests actual) {
        return Stream.of(
                        new Difference("MD5", md5, actual.md5()),
                        new Difference("SHA-1", sha1, actual.sha1()),
                        new Difference("SHA-256", sha256, actual.sha256()),
                        new Difference("SHA-512", sha512, actual.sha512()))
                .filter(Difference::isOne)
                .findFirst();
    }

    /** A digest that was announced, and that of some bytes. */
    public record Difference(String algorithm, @Nullable String announced, String actual) {
        private boolean isOne() {
            return announced != null && !announced.equals(actual);
        }
    }
}
