package io.staithe.archive.shard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Members of gzip files (RFC 1952), without time and name: a file of many members is the members one after another. */
public final class Gzip {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int USUAL_RATIO = 3;

    private Gzip() {}

    /** The text as one member. */
    public static byte[] member(byte[] text) {
        ByteArrayOutputStream member = new ByteArrayOutputStream(text.length / USUAL_RATIO + BUFFER_BYTES);
        try (GZIPOutputStream out = new GZIPOutputStream(member, BUFFER_BYTES)) {
            out.write(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return member.toByteArray();
    }
}
