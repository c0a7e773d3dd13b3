package io.staithe.pool.file;

import io.staithe.pool.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of one upload and its running digests, for one body. The file appears with the first bytes.
 *
 * <p>Blocks. One thread at a time for the file and for each digest; its {@link Spooling} sees to that.
 */
final class SpoolFile {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);

    private final SpoolWriter writer;
    private final Hashes hashes;
    private final Fate fate;
    private final List<List<MessageDigest>> groups;

    SpoolFile(SpoolWriter writer, Hashes hashes, Fate fate) {
        this(writer, hashes, fate, List.of());
    }

    /** A file whose body is fed to some more digests, of this body alone. */
    SpoolFile(SpoolWriter writer, Hashes hashes, Fate fate, List<MessageDigest> more) {
        this.writer = writer;
        this.hashes = hashes;
        this.fate = fate;
        List<List<MessageDigest>> all = new ArrayList<>(hashes.groups());
        if (!more.isEmpty()) {
            all.add(List.copyOf(more));
        }
        this.groups = List.copyOf(all);
    }

    /** The digests that the body is fed to, in groups that take about the same time. */
    List<List<MessageDigest>> hashes() {
        return groups;
    }

    /** Appends to the file and feeds no digest. */
    void append(ByteBuffer[] bytes) throws IOException {
        writer.append(bytes);
    }

    /** Appends to the file and feeds every digest: for bodies too small to be worth more threads. */
    void appendAndHash(ByteBuffer[] bytes) throws IOException {
        Hashes.update(groups.stream().flatMap(List::stream).toList(), bytes);
        append(bytes);
    }

    /** Closes the file and tells its digests. */
    Digests close() throws IOException {
        writer.close();
        return hashes.digests(writer.written());
    }

    /** Closes the file of a body that was given up, and deletes it where that is its fate. */
    void giveUp() {
        try {
            if (fate == Fate.DELETED) {
                writer.delete();
            } else {
                writer.close();
            }
        } catch (IOException failed) {
            LOG.atWarn().setCause(failed).log("a spool file could not be given up; the next start does it");
        }
    }

    /** What becomes of the file where its body is given up. */
    enum Fate {
        DELETED,
        LEFT
    }
}
