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
    SIGNING_FAILED("signing-failed", "Signing failed", Category.BUG);

    private final String slug;
    private final String title;
    private final Category category;

    OpenPgpFault(String slug, String title, Category category) {
        this.slug = slug;
        this.title = title;
        this.category = category;
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Category category() {
        return category;
    }
}
