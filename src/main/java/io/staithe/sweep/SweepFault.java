package io.staithe.sweep;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can end a sweep. */
public enum SweepFault implements FaultCode {
    /** Others may take over what it doomed. */
    SWEEPER_LAPSED("sweeper-lapsed", "The sweeping instance counts as lapsed", Category.UNAVAILABLE);

    private final String slug;
    private final String title;
    private final Category category;

    SweepFault(String slug, String title, Category category) {
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
