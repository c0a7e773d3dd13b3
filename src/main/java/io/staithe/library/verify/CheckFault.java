package io.staithe.library.verify;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a question about a check. */
enum CheckFault implements FaultCode {
    UNKNOWN_CHECK("unknown-check", "There is no such check", Category.MISSING);

    private final Label label;

    CheckFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
