package io.staithe.deb.upload;

import java.util.List;

/** Verifies clear-signed files (RFC 9580, section 7) against certificates. */
public interface SignatureCheck {
    /**
     * The text of a clear-signed file and who signed it. Takes milliseconds of processor; safe for use by several
     * threads. What is not clear-signed, or has anything around it, is refused with the fault of {@code ClearSigned}.
     *
     * @param keyring certificates, binary or armored; may be empty
     */
    Signed check(byte[] file, byte[] keyring);

    /**
     * A text and its signers.
     *
     * @param text what was signed, and nothing else
     * @param signers the fingerprints, upper-case hexadecimal, of certificates of the keyring by which there is a good
     *     signature; empty where there is none
     */
    record Signed(byte[] text, List<String> signers) {
        /** Copies the list. */
        public Signed {
            signers = List.copyOf(signers);
        }
    }
}
