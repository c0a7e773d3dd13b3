package io.staithe.library.inclusion;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why a {@code .changes} file is not taken. */
enum InclusionFault implements FaultCode {
    BAD_TEMPLATE("bad-repository-template", "Not a template of a repository's name", Category.INVALID),
    NOT_SIGNED("changes-not-signed", "The .changes file is not signed", Category.UNPROCESSABLE),
    UNKNOWN_SIGNER("changes-unknown-signer", "No trusted key signed the .changes file", Category.UNPROCESSABLE),
    NOT_AN_UPLOADER("not-an-uploader", "Who signed may not upload this", Category.UNPROCESSABLE),
    ANNOUNCED_FILE_MISSING("announced-file-missing", "An announced file is not there", Category.UNPROCESSABLE),
    ANNOUNCED_FILE_DIFFERS("announced-file-differs", "An announced file has other bytes", Category.UNPROCESSABLE);

    private final Label label;

    InclusionFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
