package io.staithe.intake;

import io.staithe.fault.Refused;
import io.staithe.pool.Digests;
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
        Stream.of(
                        new Pair("MD5", md5, came.md5()),
                        new Pair("SHA-1", sha1, came.sha1()),
                        new Pair("SHA-256", sha256, came.sha256()),
                        new Pair("SHA-512", sha512, came.sha512()))
                .filter(Pair::differs)
                .findFirst()
                .ifPresent(pair -> {
                    throw new Refused(
                            IntakeFault.DIGEST_MISMATCH,
                            "the " + pair.algorithm() + " of '" + file + "' is " + pair.came() + "; announced was "
                                    + pair.announced());
                });
    }

    private record Pair(String algorithm, @Nullable String announced, String came) {
        boolean differs() {
            return announced != null && !announced.equals(came);
        }
    }
}
