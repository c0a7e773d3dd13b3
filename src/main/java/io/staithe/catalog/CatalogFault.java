package io.staithe.catalog;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with a request to repositories, snapshots and their members. */
public enum CatalogFault implements FaultCode {
    BAD_REPOSITORY_NAME("bad-repository-name", "Not a name for a repository", Category.INVALID),
    BAD_SNAPSHOT_NAME("bad-snapshot-name", "Not a name for a snapshot", Category.INVALID),
    UNKNOWN_REPOSITORY("unknown-repository", "No such repository", Category.MISSING),
    UNKNOWN_SNAPSHOT("unknown-snapshot", "No such snapshot", Category.MISSING),
    UNKNOWN_PACKAGE("unknown-package", "No such package", Category.MISSING),
    REPOSITORY_EXISTS("repository-exists", "A repository has this name", Category.CONFLICT),
    SNAPSHOT_EXISTS("snapshot-exists", "A snapshot has this name", Category.CONFLICT),
    REPOSITORY_PUBLISHED("repository-published", "The repository is published", Category.CONFLICT),
    REPOSITORY_HAS_SNAPSHOTS("repository-has-snapshots", "The repository has snapshots", Category.CONFLICT),
    SNAPSHOT_NAME_TAKEN("snapshot-name-taken", "Another snapshot has the new name", Category.CONFLICT),
    SNAPSHOT_IS_SOURCE("snapshot-is-source", "Snapshots were made from the snapshot", Category.CONFLICT),
    NO_SOURCE_SNAPSHOTS("no-source-snapshots", "A merge needs snapshots", Category.INVALID),
    MERGING_UNCLEAR("merging-unclear", "All versions or the latest, not both", Category.INVALID),
    SNAPSHOT_PUBLISHED("snapshot-published", "The snapshot is published", Category.CONFLICT),
    PACKAGE_DIFFERS("package-differs", "Other bytes have this package's identity", Category.CONFLICT),
    BYTES_GONE("bytes-gone", "The bytes are not kept any more", Category.GONE),
    SOURCE_INCOMPLETE("source-incomplete", "A file of a source package is missing or differs", Category.UNPROCESSABLE),
    NO_ARCHITECTURES("no-architectures", "Dependencies are resolved for no architecture", Category.INVALID),
    STALE_REVISION("stale-revision", "The repository changed meanwhile", Category.CONFLICT),
    INTERVAL_LOST("interval-lost", "A membership to be closed is not open", Category.BUG);

    private final Label label;

    CatalogFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
