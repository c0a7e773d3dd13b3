package io.staithe.deb.query;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a package query. */
public enum QueryFault implements FaultCode {
    BAD_QUERY("bad-package-query", "Not a package query", Category.INVALID),
    QUERY_TOO_COSTLY("package-query-too-costly", "The package query takes too long", Category.UNPROCESSABLE);

    private final Label label;

    QueryFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
