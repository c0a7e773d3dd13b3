package io.staithe.web.tus;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a request of the tus protocol. */
enum TusFault implements FaultCode {
    WRONG_TUS_VERSION("wrong-tus-version", "Another version of the tus protocol", Category.PRECONDITION),
    WRONG_PIECE_TYPE("wrong-piece-type", "The body is not sent as bytes of an upload", Category.INVALID),
    BAD_UPLOAD_METADATA("bad-upload-metadata", "The metadata of the upload cannot be read", Category.INVALID);

    private final Label label;

    TusFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
