package io.staithe.library.receipt;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a question to the log. */
enum ReceiptFault implements FaultCode {
    UNKNOWN_RECEIPT("unknown-receipt", "There is no such receipt", Category.MISSING),
    UNKNOWN_REVISION("unknown-revision", "The repository has no such revision", Category.MISSING);

    private final String slug;
    private final String title;
    private final Category category;

    ReceiptFault(String slug, String title, Category category) {
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
