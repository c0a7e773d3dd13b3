package io.staithe.publish;

import java.util.Locale;

/** What stands behind the components of a publication; all of them are of one kind. */
public enum SourceKind {
    /** Repositories, as they are when it is updated. */
    LOCAL,
    /** Snapshots, which it shows until it is switched to others. */
    SNAPSHOT;

    /** The word for it, in rows and in aptly's API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a word that this product wrote. */
    public static SourceKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
