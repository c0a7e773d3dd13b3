package io.staithe.deb;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with Debian's values, stanzas and source packages; containers have faults of their own. */
public enum DebFault implements FaultCode {
    BAD_PACKAGE_NAME("bad-package-name", "Not a package name"),
    BAD_ARCHITECTURE("bad-architecture", "Not an architecture"),
    BAD_VERSION("bad-version", "Not a Debian version"),
    BAD_PACKAGE_KEY("bad-package-key", "Not a package key", Category.INVALID),

    STANZA_TOO_LARGE("control-too-large", "Control data is too large"),
    LINE_TOO_LONG("control-line-too-long", "A line of the control data is too long"),
    NOT_UTF8("control-not-utf8", "Control data is not UTF-8"),
    CONTROL_CHARACTER("control-character", "Control data contains a control character"),
    NO_FINAL_NEWLINE("control-without-final-newline", "Control data does not end with a newline"),
    EMPTY_STANZA("control-empty", "Control data does not begin with a field"),
    SEVERAL_STANZAS("control-several-stanzas", "Control data has more than one stanza"),
    BLANK_CONTINUATION("control-blank-line", "Control data has a line of blanks inside a field"),
    LEADING_CONTINUATION("control-leading-continuation", "Control data begins with a continuation line"),
    COMMENT("control-comment", "Control data contains a comment"),
    PGP_HEADER("control-pgp-header", "Control data begins with an OpenPGP header"),
    NOT_A_FIELD("control-not-a-field", "A line of the control data is no field"),
    BAD_FIELD_NAME("control-bad-field-name", "Not a field name"),
    DUPLICATE_FIELD("control-duplicate-field", "A field of the control data is repeated"),

    MISSING_FIELD("control-missing-field", "A mandatory field is missing"),
    FIELD_OF_SEVERAL_LINES("control-field-of-several-lines", "A field that is one line has several"),
    BAD_FIELD_VALUE("control-bad-field-value", "A field has a value that is not allowed"),
    NOT_A_BINARY_ARCHITECTURE("control-not-a-binary-architecture", "Not an architecture of a binary package"),
    BAD_SOURCE("control-bad-source", "Not a source package with its version"),
    BAD_RELATION("control-bad-relation", "Not a relation between packages"),

    BAD_CLEAR_SIGNATURE("dsc-bad-clear-signature", "The clear-signed form is broken"),
    TEXT_AROUND_SIGNATURE("dsc-text-around-signature", "There is text around the signed text"),
    BAD_FILE_LINE("dsc-bad-file-line", "A line of a file list is not 'digest size name'"),
    BAD_FILE_NAME("dsc-bad-file-name", "A file list names a file that cannot belong to the source package"),
    DUPLICATE_FILE("dsc-duplicate-file", "A file list names a file twice"),
    FILE_LISTS_DIFFER("dsc-file-lists-differ", "The file lists contradict each other");

    private final Label label;

    DebFault(String slug, String title) {
        this(slug, title, Category.UNPROCESSABLE);
    }

    DebFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
