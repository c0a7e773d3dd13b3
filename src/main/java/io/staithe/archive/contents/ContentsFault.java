package io.staithe.archive.contents;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with cached Contents. */
public enum ContentsFault implements FaultCode {
    /** Cached text and the changes to it do not belong together: the index has to be made from nothing. */
    LINE_MISSING("contents-line-missing", "A cached Contents index is not what it was taken for", Category.BUG);

    private final Label label;

    ContentsFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
