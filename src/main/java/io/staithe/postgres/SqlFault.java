package io.staithe.postgres;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can go wrong with the database itself. */
public enum SqlFault implements FaultCode {
    /** The statement lost a deadlock or a serialization race: the transaction may be repeated as a whole. */
    DATABASE_CONTENDED("database-contended", "The database is contended", Category.BUSY),
    DATABASE_UNAVAILABLE("database-unavailable", "The database does not answer", Category.UNAVAILABLE),
    STATEMENT_TIMED_OUT("statement-timed-out", "The database ended a statement that took too long", Category.TIMED_OUT),
    DATABASE_FULL("database-full", "The database has no room left", Category.FULL),
    /** PostgreSQL keeps every character but NUL, and has indexes of at most 2704 bytes an entry. */
    TEXT_UNSTORABLE("text-unstorable", "A text cannot be stored", Category.INVALID),
    DATABASE_BROKE("database-broke", "The database refused a statement", Category.BUG);

    private final Label label;

    SqlFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
