package io.staithe.deb;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with an uploaded Debian file. */
public enum DebFault implements FaultCode {
    BAD_PACKAGE_NAME("bad-package-name", "Not a package name"),
    BAD_ARCHITECTURE("bad-architecture", "Not an architecture");

    private final String slug;
    private final String title;

    DebFault(String slug, String title) {
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
