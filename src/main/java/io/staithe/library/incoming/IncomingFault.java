package io.staithe.library.incoming;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why an upload that came file by file is not taken. */
enum IncomingFault implements FaultCode {
    NOT_AN_UPLOAD_NAME("not-an-upload-name", "No file of an upload has such a name", Category.INVALID),
    CHANGES_TOO_LARGE("changes-too-large", "The .changes file is too large", Category.TOO_LARGE),
    NOT_OF_THE_UPLOAD("not-of-the-upload", "A package is not what the .changes file announces", Category.UNPROCESSABLE),
    NO_PLACE_IN_AN_ARCHIVE(
            "no-place-in-an-archive", "An archive has no place for a listed file", Category.UNPROCESSABLE),
    NO_PACKAGES("changes-without-packages", "The .changes file lists no package", Category.UNPROCESSABLE),
    INCOMING_GONE("incoming-gone", "The files of the upload are gone", Category.GONE),
    STILL_WAITING("upload-still-waiting", "The upload is whole and waits to be added", Category.BUSY);

    private final Label label;

    IncomingFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
