package io.staithe.publish.keys;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a change of signing keys. */
public enum KeyFault implements FaultCode {
    NO_SUCH_KEY("no-such-key", "There is no such signing key", Category.MISSING),
    KEY_EXISTS("key-exists", "The signing key is here already", Category.CONFLICT),
    KEY_MADE("key-made-before", "This call made a signing key that is not here", Category.CONFLICT),
    KEY_IN_USE("key-in-use", "The signing key is in use", Category.CONFLICT),
    KEYS_FIXED("keys-fixed", "Settings decide on this signing key", Category.CONFLICT),
    BAD_KEY("bad-signing-key", "Not one secret key with a name", Category.INVALID);

    private final Label label;

    KeyFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
