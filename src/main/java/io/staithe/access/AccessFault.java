package io.staithe.access;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why somebody may not do something. */
public enum AccessFault implements FaultCode {
    MISSING_GRANT("missing-grant", "The caller has no grant for this", Category.DENIED),
    UNKNOWN_CREDENTIALS("unknown-credentials", "No valid credentials", Category.UNKNOWN_CALLER),
    WRONG_CREDENTIALS_LIMITED("wrong-credentials-limited", "Too many wrong credentials", Category.LIMITED),
    FOREIGN_HOST("foreign-host", "Called by a name that is not this machine's", Category.DENIED),
    CROSS_SITE("cross-site", "Sent by a page of another site", Category.DENIED),
    BAD_GRANT("bad-grant", "Not a grant", Category.INVALID),
    BAD_TOKEN("bad-token", "Not a token that can be made", Category.INVALID),
    TOKEN_EXISTS("token-exists", "There is a token of this name", Category.CONFLICT),
    TOKEN_MADE("token-made-before", "This call made its token before", Category.CONFLICT),
    UNKNOWN_TOKEN("unknown-token", "There is no token of this name", Category.MISSING),
    ISSUER_UNAVAILABLE("issuer-unavailable", "The keys of an issuer cannot be had", Category.UNAVAILABLE),
    TOO_MANY_CREDENTIALS("too-many-credentials", "Too many credentials are being looked up", Category.BUSY);

    private final Label label;

    AccessFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
