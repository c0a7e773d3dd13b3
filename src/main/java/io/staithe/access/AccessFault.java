package io.staithe.access;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why somebody may not do something. */
public enum AccessFault implements FaultCode {
    MISSING_GRANT("missing-grant", "The caller has no grant for this", Category.DENIED),
    UNKNOWN_CREDENTIALS("unknown-credentials", "No valid credentials", Category.UNKNOWN_CALLER),
    BAD_GRANT("bad-grant", "Not a grant", Category.INVALID);

    private final Label label;

    AccessFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
