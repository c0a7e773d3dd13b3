package io.staithe.library.arrival;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why a package does not come in by one call. */
enum ArrivalFault implements FaultCode {
    NOT_A_PACKAGE_NAME("not-a-package-name", "The file's name announces no binary package", Category.INVALID);

    private final String slug;
    private final String title;
    private final Category category;

    ArrivalFault(String slug, String title, Category category) {
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
