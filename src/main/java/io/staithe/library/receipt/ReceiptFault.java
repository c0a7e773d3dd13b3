package io.staithe.library.receipt;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a question to the log. */
enum ReceiptFault implements FaultCode {
    UNKNOWN_RECEIPT("unknown-receipt", "There is no such receipt", Category.MISSING),
    UNKNOWN_REVISION("unknown-revision", "The repository has no such revision", Category.MISSING);

    private final Label label;

    ReceiptFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
