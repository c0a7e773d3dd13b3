package io.staithe.wiring;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why the gateway refuses to start with the settings that it was given. */
public enum StartFault implements FaultCode {
    OPEN_ADDRESS("start-open-address", "Open to a network without access control", Category.PRECONDITION),
    ACCESS_TWICE("start-access-twice", "Both open and not open", Category.INVALID),
    TOKEN_FILE("start-token-file", "A token's file cannot be used", Category.PRECONDITION),
    DATABASE_URL("start-database-url", "The database's address is not one", Category.INVALID),
    DIRECTORY_UNUSABLE("start-directory-unusable", "A directory cannot be used", Category.PRECONDITION),
    PASSWORD_FILE("start-password-file", "A password file cannot be read", Category.PRECONDITION),
    SETTINGS("start-settings", "Settings that cannot be used", Category.INVALID),
    SIGNING_PASSPHRASE("start-signing-passphrase", "The signing key stays locked", Category.PRECONDITION),
    TLS_FILES("start-tls-files", "The files of TLS cannot be used", Category.PRECONDITION);

    private final Label label;

    StartFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
