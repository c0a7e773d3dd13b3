package io.staithe.embedded;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why the embedded PostgreSQL, or the data directory under it, cannot be used. */
enum EmbeddedFault implements FaultCode {
    DIRECTORY_LOCKED("data-directory-locked", "Another gateway uses this data directory", Category.CONFLICT),
    DIRECTORY_DENIED("data-directory-denied", "The data directory cannot be used by this user", Category.PRECONDITION),
    PLATFORM_UNKNOWN("embedded-platform-unknown", "No embedded PostgreSQL for this platform", Category.PRECONDITION),
    ROOT_KEPT("embedded-root-kept", "Root's rights cannot be dropped for PostgreSQL", Category.PRECONDITION),
    USER_NAMELESS("embedded-user-nameless", "PostgreSQL needs a user with a name", Category.PRECONDITION),
    MAJOR_DIFFERS("embedded-major-differs", "The data was written by another PostgreSQL major", Category.PRECONDITION),
    PASSWORD_LOST("embedded-password-lost", "The embedded PostgreSQL's password file is gone", Category.PRECONDITION),
    LAUNCH_FAILED("embedded-launch-failed", "The embedded PostgreSQL did not start", Category.BUG);

    private final Label label;

    EmbeddedFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
