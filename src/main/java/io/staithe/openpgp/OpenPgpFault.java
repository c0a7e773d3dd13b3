package io.staithe.openpgp;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with keys and signatures. */
public enum OpenPgpFault implements FaultCode {
    KEY_UNREADABLE("signing-key-unreadable", "Not a secret key that can sign", Category.UNPROCESSABLE),
    WRONG_PASSPHRASE("wrong-passphrase", "The passphrase does not unlock the signing key", Category.INVALID),
    KEY_LOCKED("signing-key-locked", "The signing key is locked", Category.UNPROCESSABLE),
    UNKNOWN_KEY("unknown-signing-key", "There is no such signing key", Category.UNPROCESSABLE),
    NO_CERTIFICATE("no-certificate", "Not an OpenPGP certificate", Category.INVALID),
    NO_SECRET_KEY("no-secret-key", "Not an OpenPGP secret key", Category.INVALID),
    SIGNER_FAILED("signing-command-failed", "The signing command failed", Category.BUG),
    SIGNING_FAILED("signing-failed", "Signing failed", Category.BUG);

    private final Label label;

    OpenPgpFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
