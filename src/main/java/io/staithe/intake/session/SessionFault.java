package io.staithe.intake.session;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why an upload that comes in pieces does not begin or go on. */
public enum SessionFault implements FaultCode {
    UNKNOWN_SESSION("unknown-session", "No such upload", Category.MISSING),
    OTHER_OFFSET("other-offset", "The upload goes on at another offset", Category.CONFLICT),
    SESSION_BUSY("session-busy", "Another request is sending to this upload", Category.CONFLICT),
    SESSION_MOVED("session-moved", "Another instance has the upload now", Category.CONFLICT),
    TOO_MANY_BYTES("too-many-bytes", "More bytes than the upload's length", Category.TOO_LARGE),
    SESSION_KEY_REUSED("upload-key-reused", "Another upload has this Idempotency-Key", Category.UNPROCESSABLE),
    EMPTY_UPLOAD("empty-upload", "The upload has no byte", Category.INVALID),
    TOO_MANY_SESSIONS("too-many-sessions", "Too many uploads are unfinished", Category.BUSY),
    CALLER_HAS_TOO_MANY("too-many-sessions-of-caller", "The caller has too many unfinished uploads", Category.LIMITED),
    OWNER_AWAY("owner-away", "The instance that has the upload cannot be reached", Category.UNAVAILABLE);

    private final Label label;

    SessionFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
