package io.staithe.web;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a request as such, before any use case has seen it; and failures that nobody named. */
public enum WebFault implements FaultCode {
    BAD_REQUEST("bad-request", "The request cannot be understood", Category.INVALID),
    BAD_PATH("bad-path", "The path holds what no path may hold", Category.INVALID),
    BAD_BODY("bad-body", "The body cannot be read as what it says it is", Category.INVALID),
    MISSING_MEMBER("missing-member", "A required member is missing", Category.INVALID),
    BAD_PARAMETER("bad-parameter", "A parameter has a value that it cannot have", Category.INVALID),
    BODY_OVER_LIMIT("body-over-limit", "The body of the request is too large", Category.TOO_LARGE),
    BODY_LATE("body-late", "The body of the request did not come in time", Category.INVALID),
    NOT_MULTIPART("not-multipart", "The body is not multipart/form-data", Category.INVALID),
    BAD_MULTIPART("bad-multipart", "The multipart body is malformed", Category.INVALID),
    TOO_MANY_PARTS("too-many-parts", "The multipart body has too many parts", Category.TOO_LARGE),
    UNKNOWN_ROUTE("unknown-route", "There is nothing under this address", Category.MISSING),
    UNKNOWN_PROBLEM("unknown-problem", "There is no problem of this name", Category.MISSING),
    FILE_LOST("file-lost", "A file of an archive is lost and is made anew", Category.UNAVAILABLE),
    FILE_CUT_OFF("file-cut-off", "A file of an archive is shorter than it was", Category.CORRUPT),
    INTERNAL("internal", "Something went wrong in the server", Category.BUG);

    private final Label label;

    WebFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
