package io.staithe.deb.upload;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a {@code .changes} file. */
enum UploadFault implements FaultCode {
    CHANGES_INCOMPLETE("changes-incomplete", "A field of the .changes file is missing"),
    CHANGES_BAD_FILE("changes-bad-file", "A file list of the .changes file is broken");

    private final String slug;
    private final String title;

    UploadFault(String slug, String title) {
        this.slug = slug;
        this.title = title;
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
        return Category.UNPROCESSABLE;
    }
}
