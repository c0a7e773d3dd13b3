package io.staithe.deb.container;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;

/** What can be wrong with the container of a binary package. */
public enum ContainerFault implements FaultCode {
    FILE_TOO_LARGE("deb-file-too-large", "The file is larger than a package can be"),
    NOT_AN_AR("deb-not-an-ar-archive", "The file is not an ar archive"),
    BAD_AR_HEADER("deb-bad-ar-header", "An ar header does not end as it must"),
    BAD_AR_NUMBER("deb-bad-ar-number", "A number in an ar header is not one"),
    BAD_AR_SIZE("deb-bad-member-size", "The size of a member is not a number"),
    MEMBER_PAST_END("deb-member-past-end", "A member is larger than the file"),
    BAD_AR_PADDING("deb-bad-padding", "A member of odd size is not padded by a newline"),
    STRAY_BYTES("deb-stray-bytes", "There are stray bytes after the last member"),
    LONG_AR_NAME("deb-long-member-name", "A member has a long name of the GNU or BSD form"),
    TOO_MANY_MEMBERS("deb-too-many-members", "The file has too many members"),

    NO_DEBIAN_BINARY("deb-no-debian-binary", "The first member is not debian-binary"),
    BAD_FORMAT_VERSION("deb-bad-format-version", "The format version is not 2"),
    DATA_BEFORE_CONTROL("deb-data-before-control", "The data member stands before the control member"),
    UNKNOWN_MEMBER("deb-unknown-member", "A member is not known or not in its place"),
    SECOND_CONTROL("deb-second-control", "There are two control members"),
    SECOND_DATA("deb-second-data", "There are two data members"),
    NO_CONTROL("deb-no-control", "There is no control member"),
    NO_DATA("deb-no-data", "There is no data member"),
    EMPTY_MEMBER("deb-empty-member", "A member has no bytes"),
    CONTROL_MEMBER_TOO_LARGE("deb-control-member-too-large", "The control member is too large"),

    BAD_COMPRESSION("deb-bad-compression", "A member's compression is not allowed"),
    OTHER_COMPRESSION("deb-other-compression", "A member is not compressed as its name says"),
    CORRUPT_COMPRESSION("deb-corrupt-compression", "The compressed bytes of a member are corrupt"),
    AFTER_COMPRESSION("deb-bytes-after-compression", "There are bytes after the compressed bytes of a member"),
    COMPRESSION_MEMORY("deb-compression-memory", "A member needs too much memory to decompress"),
    UNPACKS_TOO_LARGE("deb-unpacks-too-large", "A member unpacks to too many bytes"),
    UNPACKS_TOO_LONG("deb-unpacks-too-long", "A member takes too long to unpack"),

    BAD_TAR("deb-bad-tar", "A tar is corrupt"),
    TRUNCATED_TAR("deb-truncated-tar", "A tar ends too early"),
    AFTER_TAR("deb-bytes-after-tar", "There are bytes after the end of a tar"),
    TOO_MANY_ENTRIES("deb-too-many-entries", "A tar has too many entries"),
    LONG_PATH("deb-long-path", "A path in a tar is too long"),
    LARGE_TAR_HEADER("deb-large-tar-header", "An extended header in a tar is too large"),
    BODY_OF_NO_FILE("deb-body-of-no-file", "A tar entry that is no file has a body"),
    SPARSE_FILE("deb-sparse-file", "A tar has a sparse file"),
    BAD_PATH_CHARACTER("deb-bad-path-character", "A path in a tar has a control character"),
    ABSOLUTE_PATH("deb-absolute-path", "A path in a tar is absolute"),
    PARENT_PATH("deb-parent-path", "A path in a tar goes up by '..'"),
    DEVICE("deb-device", "A tar has a device or a named pipe"),
    BAD_ENTRY_TYPE("deb-bad-entry-type", "A tar has an entry of a type that is not allowed"),

    BAD_CONTROL_PATH("deb-bad-control-path", "A path in control.tar is not plain"),
    NO_CONTROL_FILE("deb-no-control-file", "There is no control file"),
    SECOND_CONTROL_FILE("deb-second-control-file", "There are two control files"),
    CONTROL_NOT_A_FILE("deb-control-not-a-file", "The control file is not a regular file"),
    CONTROL_FILE_TOO_LARGE("deb-control-file-too-large", "The control file is too large");

    private final Label label;

    ContainerFault(String slug, String title) {
        this.label = new Label(slug, title, Category.UNPROCESSABLE);
    }

    @Override
    public Label label() {
        return label;
    }

    Refused about(String thing, String rule) {
        return new Refused(this, thing + ": " + rule);
    }
}
