package io.staithe.library.copy;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a copy. */
public enum CopyFault implements FaultCode {
    UNKNOWN_DESTINATION("unknown-copy-destination", "There is no such repository to copy into", Category.MISSING),
    UNKNOWN_ORIGIN("unknown-copy-source", "There is no such repository to copy from", Category.MISSING),
    SAME_REPOSITORY("copy-onto-itself", "A repository is not copied into itself", Category.INVALID),
    BAD_COPY_QUERY("bad-copy-query", "What is to be copied is not said by a package query", Category.UNPROCESSABLE),
    NOTHING_TO_COPY("nothing-to-copy", "No package fits the query", Category.UNPROCESSABLE);

    private final Label label;

    CopyFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
