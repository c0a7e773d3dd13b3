package io.staithe.publish.trust;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with keyrings of trusted keys. */
public enum TrustFault implements FaultCode {
    BAD_KEYRING_NAME("bad-keyring-name", "Not the name of a keyring", Category.INVALID),
    UNKNOWN_TRUSTED_KEY("unknown-trusted-key", "There is no such key in the keyring", Category.INVALID),
    KEYRING_BROKE("keyring-broke", "A keyring cannot be read or written", Category.BUG);

    private final Label label;

    TrustFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
