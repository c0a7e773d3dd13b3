package io.staithe.postgres;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why a database cannot be used at start. */
public enum SchemaFault implements FaultCode {
    UNREACHABLE("database-unreachable", "The database cannot be reached", Category.UNAVAILABLE),
    ENTRY_REFUSED("database-entry-refused", "The database refuses the user", Category.PRECONDITION),
    TOO_OLD("database-too-old", "The database server is too old", Category.PRECONDITION),
    MIGRATION_FAILED("database-migration-failed", "The schema could not be brought up to date", Category.BUG);

    private final Label label;

    SchemaFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
