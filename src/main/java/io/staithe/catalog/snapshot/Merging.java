package io.staithe.catalog.snapshot;

/** What becomes of packages of one name and architecture when sets of packages are put together. */
public enum Merging {
    /** Those of the last source that has any. */
    REPLACE,
    /** The newest version alone. */
    LATEST,
    /** All versions. */
    ALL
}
