package io.staithe.s3;

import org.jspecify.annotations.Nullable;

/**
 * When an object may be written (RFC 9110 section 13).
 *
 * @param etag only over the object of this entity tag; null for any
 * @param absent only where there is none
 */
record Condition(@Nullable String etag, boolean absent) {
    /** Whatever is there. */
    static final Condition NONE = new Condition(null, false);

    /** Only where nothing is. */
    static final Condition ABSENT = new Condition(null, true);

    /** Only over what was there when somebody looked; where that was nothing, only where nothing is. */
    static Condition over(@Nullable Standing seen) {
        return seen == null ? ABSENT : new Condition(seen.etag(), false);
    }

    boolean isAny() {
        return etag == null && !absent;
    }
}
