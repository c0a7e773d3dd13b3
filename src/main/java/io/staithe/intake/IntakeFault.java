package io.staithe.intake;

import io.staithe.fault.Category;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;

/** Why an upload is not taken in, or not found. */
public enum IntakeFault implements FaultCode {
    TOO_MANY_UPLOADS("too-many-uploads", "Too many uploads are open", Category.BUSY),
    CALLER_OVER_RATE("caller-over-rate", "The caller brings too many uploads in a minute", Category.LIMITED),
    CALLER_OVER_BYTES("caller-over-bytes", "The caller brings too many bytes in a day", Category.LIMITED),
    CALLER_HAS_TOO_MANY("too-many-uploads-of-caller", "The caller has too many open uploads", Category.LIMITED),
    UPLOAD_TOO_LARGE("upload-too-large", "The upload is larger than the server takes", Category.TOO_LARGE),
    TOO_MANY_FILES("too-many-files", "The upload has too many files", Category.TOO_LARGE),
    DISK_SHORT("disk-short", "The disk has no room for the upload", Category.FULL),
    UPLOAD_BROKEN_OFF("upload-broken-off", "The upload broke off", Category.INVALID),
    DIGEST_MISMATCH("digest-mismatch", "The bytes are not those that were announced", Category.INVALID),
    UPLOAD_TOO_OLD("upload-too-old", "The upload took too long to be recorded", Category.BUSY),
    BYTES_UNSETTLED("bytes-unsettled", "The kept files of the same bytes keep changing", Category.BUSY),
    WRONG_DIRECTORY("wrong-directory", "Not the name of an upload directory", Category.INVALID),
    WRONG_FILE("wrong-file", "Not the name of a file", Category.INVALID),
    FILE_TOO_LARGE("file-too-large", "The file is larger than files of its kind may be", Category.UNPROCESSABLE),
    FILE_UNREADABLE("file-unreadable", "A kept file cannot be read", Category.CORRUPT),
    DIRECTORY_OF_ANOTHER("directory-of-another", "The upload directory is another caller's", Category.DENIED),
    UNKNOWN_DIRECTORY("unknown-directory", "No such upload directory", Category.MISSING);

    private final Label label;

    IntakeFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    static Refused ofAnother(DirectoryName directory) {
        return new Refused(
                DIRECTORY_OF_ANOTHER,
                "the upload directory '" + Fault.bounded(directory.value())
                        + "' is another caller's; files go into one of your own");
    }

    @Override
    public Label label() {
        return label;
    }
}
