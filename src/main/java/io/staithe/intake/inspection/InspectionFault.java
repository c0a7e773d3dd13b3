package io.staithe.intake.inspection;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can go wrong in an inspection beside the package itself being wrong. */
public enum InspectionFault implements FaultCode {
    FILE_LIST_TOO_LONG("file-list-too-long", "The package's file list is too long", Category.UNPROCESSABLE),
    FILE_LIST_UNWRITABLE("file-list-unwritable", "A path cannot stand in a file list", Category.UNPROCESSABLE),
    BYTES_UNREADABLE("bytes-unreadable", "The bytes of an upload cannot be read", Category.CORRUPT),
    INSPECTOR_FAILED("inspector-failed", "The inspector failed", Category.BUG);

    private final Label label;

    InspectionFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
