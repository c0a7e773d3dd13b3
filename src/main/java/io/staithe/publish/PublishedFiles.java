package io.staithe.publish;

import io.staithe.pool.Location;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The files of generations in a published storage, read. */
public interface PublishedFiles {
    /**
     * A file of a generation; empty where it has none of that path.
     *
     * @param staging where the generation is
     * @param path relative to the distribution, normalised
     */
    Mono<PublishedFile> file(String staging, String path);

    /** A by-hash file that any generation of a publication brought; empty where there is none. */
    Mono<PublishedFile> byHash(long publication, String path);

    /**
     * A file whose bytes never change.
     *
     * @param pieces what it is, one after another; one where it is written as it is
     * @param modifiedAt when it was written, in whole seconds
     */
    record PublishedFile(List<Piece> pieces, long sizeBytes, String sha256, Instant modifiedAt) {
        /** Copies the pieces. */
        public PublishedFile {
            pieces = List.copyOf(pieces);
        }

        /** All of it, one piece after another; the caller closes it. Blocks. */
        public InputStream open() {
            return new PieceStream(pieces);
        }
    }

    /**
     * A part of a file.
     *
     * @param file absolute; the name alone where the pool has the bytes and no file
     * @param offset where the part begins
     * @param bytes the part itself where it was read with the list of parts, whose file may be replaced at any time;
     *     null where it is still to be read; not copied: nobody writes to it
     * @param blob where the pool has the bytes and no file; else null
     */
    record Piece(
            Path file,
            long offset,
            long sizeBytes,
            byte @Nullable [] bytes,
            @Nullable Location blob) {
        /** A part of a file that is still to be read. */
        public Piece(Path file, long offset, long sizeBytes) {
            this(file, offset, sizeBytes, null, null);
        }

        /** A part of a file that was read. */
        public Piece(Path file, long offset, long sizeBytes, byte[] bytes) {
            this(file, offset, sizeBytes, bytes, null);
        }

        /** All bytes at a location of the pool. */
        public static Piece of(Location blob, long sizeBytes) {
            return new Piece(Path.of(blob.value()), 0, sizeBytes, null, blob);
        }

        /** Whether it is a file, or was one. */
        public boolean isFile() {
            return blob == null;
        }

        /** A part of this part. */
        public Piece part(long from, long length) {
            byte[] some = bytes == null ? null : Arrays.copyOfRange(bytes, (int) from, (int) (from + length));
            return new Piece(file, offset + from, length, some, blob);
        }
    }
}
