package io.staithe.intake.inspection;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The paths of a package's data.tar that are not directories: sorted, one per line in UTF-8, compressed with gzip. */
public final class FileList {
    private final byte[] compressed;
    private final long count;

    private FileList(byte[] compressed, long count) {
        this.compressed = compressed;
        this.count = count;
    }

    /** The compressed text. */
    public byte[] compressed() {
        return compressed.clone();
    }

    /** How many paths there are. */
    public long count() {
        return count;
    }

    /** Collects paths up to a limit of text. Not safe for threads. */
    static final class Draft {
        private final long maxBytes;
        private final List<String> paths = new ArrayList<>();
        private long bytes;

        Draft(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        /** Adds a path; refuses one that breaks a line, and the one that makes the list too long. */
        void add(String path) {
            if (path.indexOf('\n') >= 0) {
                throw new Refused(
                        InspectionFault.FILE_LIST_UNWRITABLE,
                        "data.tar has the path '" + Fault.bounded(path) + "'; a path must not contain a line feed");
            }
            bytes += path.length() + 1L;
            if (bytes > maxBytes) {
                throw new Refused(
                        InspectionFault.FILE_LIST_TOO_LONG,
                        "the paths in data.tar are longer than the limit of " + maxBytes + " characters together");
            }
            paths.add(path);
        }

        FileList done() throws IOException {
            paths.sort(null);
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream text = new GZIPOutputStream(compressed)) {
                for (String path : paths) {
                    text.write((path + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            return new FileList(compressed.toByteArray(), paths.size());
        }
    }
}
