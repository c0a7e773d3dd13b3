package io.staithe.deb.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Small duties on streams, and the distinction between trouble with the file and bytes that are wrong: a decompressor
 * throws an {@code IOException} for both.
 */
final class Streams {
    private Streams() {}

    /** Skips exactly so many bytes, by {@code skip} as far as it goes. */
    static void skip(InputStream stream, long count) throws IOException {
        long left = count;
        while (left > 0) {
            long skipped = stream.skip(left);
            if (skipped <= 0) {
                if (stream.read() < 0) {
                    throw new EOFException("the stream ends " + left + " bytes too early");
                }
                skipped = 1;
            }
            left -= skipped;
        }
    }

    /** Calls the file and marks its trouble as such. */
    static <T> T fromFile(FileCall<T> call) throws FileTrouble {
        try {
            return call.get();
        } catch (FileTrouble marked) {
            throw marked;
        } catch (IOException trouble) {
            throw new FileTrouble(trouble);
        }
    }

    /** A call to the file. */
    @FunctionalInterface
    interface FileCall<T> {
        T get() throws IOException;
    }

    /** The file could not be read; says nothing about its bytes. */
    static final class FileTrouble extends IOException {
        private static final long serialVersionUID = 1L;

        FileTrouble(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
