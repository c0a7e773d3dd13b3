package io.staithe.sweep;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can end a sweep. */
public enum SweepFault implements FaultCode {
    /** Others may take over what it doomed. */
    SWEEPER_LAPSED("sweeper-lapsed", "The sweeping instance counts as lapsed", Category.UNAVAILABLE);

    private final Label label;

    SweepFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
