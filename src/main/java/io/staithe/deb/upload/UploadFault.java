package io.staithe.deb.upload;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a {@code .changes} file. */
enum UploadFault implements FaultCode {
    CHANGES_INCOMPLETE("changes-incomplete", "A field of the .changes file is missing"),
    CHANGES_BAD_FILE("changes-bad-file", "A file list of the .changes file is broken");

    private final Label label;

    UploadFault(String slug, String title) {
        this.label = new Label(slug, title, Category.UNPROCESSABLE);
    }

    @Override
    public Label label() {
        return label;
    }
}
