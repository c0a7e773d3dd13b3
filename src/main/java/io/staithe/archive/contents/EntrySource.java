package io.staithe.archive.contents;

import java.io.IOException;

/** Entries in their order, one at a time; for one thread. */
public interface EntrySource {
    /** Goes to the next entry, or tells that there is none. */
    boolean next() throws IOException;

    /** The entry where it stands; only after {@link #next} told that there is one. */
    ContentsEntry entry();
}
