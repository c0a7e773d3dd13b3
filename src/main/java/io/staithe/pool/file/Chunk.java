package io.staithe.pool.file;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bytes of a body in a few pages, filled once and then read by several readers.
 *
 * <p>Filling and counting of readers happen under the lock of its {@link Spooling}; reading needs none.
 */
final class Chunk {
    private final List<ByteBuffer> pages = new ArrayList<>();
    private int readers;

    /** Appends an empty page. */
    void add(ByteBuffer page) {
        pages.add(page);
    }

    /** Whether there is no room before the next page comes. */
    boolean isFull() {
        return pages.isEmpty() || !last().hasRemaining();
    }

    /** The page to write to. */
    ByteBuffer last() {
        return pages.get(pages.size() - 1);
    }

    int pageCount() {
        return pages.size();
    }

    /** Ends the filling; this many readers will come. */
    void seal(int expectedReaders) {
        pages.forEach(ByteBuffer::flip);
        readers = expectedReaders;
    }

    /** Counts a reader as done; true for the last one, who gives the pages back. */
    boolean leave() {
        readers--;
        return readers == 0;
    }

    /** The bytes, with positions of their own for the caller. */
    Stream<ByteBuffer> view() {
        return pages.stream().map(ByteBuffer::duplicate);
    }

    List<ByteBuffer> pages() {
        return pages;
    }
}
