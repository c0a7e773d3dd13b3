package io.staithe.library.arrival;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why a package does not come in by one call. */
enum ArrivalFault implements FaultCode {
    NOT_A_PACKAGE_NAME("not-a-package-name", "The file's name announces no binary package", Category.INVALID);

    private final Label label;

    ArrivalFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
