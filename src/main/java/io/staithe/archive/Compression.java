package io.staithe.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** The forms in which an index is offered; the same bytes for the same text. */
public enum Compression {
    /** As it is. */
    PLAIN(""),
    /** RFC 1952 without time and name. */
    GZIP(".gz"),
    /** One stream of one block (the .xz file format 1.2.1); readers need 2 MiB. */
    XZIP(".xz");

    private static final int GZIP_BUFFER_BYTES = 64 * 1024;
    private static final int XZ_PRESET = 1;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** The ending of the index's name, with its dot. */
    public String suffix() {
        return suffix;
    }

    /** A stream that writes this form; closing it ends the form and closes the other stream. Needs at most 16 MiB. */
    public OutputStream over(OutputStream out) throws IOException {
        return switch (this) {
            case PLAIN -> out;
            case GZIP -> new GZIPOutputStream(out, GZIP_BUFFER_BYTES);
            case XZIP -> new XZOutputStream(out, new LZMA2Options(XZ_PRESET), XZ.CHECK_CRC64);
        };
    }
}
