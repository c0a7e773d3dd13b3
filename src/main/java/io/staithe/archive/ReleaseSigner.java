package io.staithe.archive;

import java.time.Instant;
import java.util.List;

/** Signs Release files (RFC 9580 section 7; what apt accepts). Blocks on the processor; callers choose the thread. */
public interface ReleaseSigner {
    /**
     * The clear-signed form, InRelease: strict headers, CRC line, one final newline.
     *
     * @param keys fingerprints, in the order of the signatures; at least one
     * @param at the time in the signatures
     */
    byte[] clearSigned(byte[] release, List<String> keys, Instant at);

    /** The armored detached form, Release.gpg, over the exact bytes. */
    byte[] detached(byte[] release, List<String> keys, Instant at);
}
