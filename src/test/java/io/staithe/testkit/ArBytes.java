package io.staithe.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** An ar archive in the making, byte by byte, so that tests can write broken ones too (ar(5), deb(5)). */
public final class ArBytes {
    private static final String MAGIC = "!<arch>\n";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

    /** An archive that begins as it should. */
    public ArBytes() {
        text(MAGIC);
    }

    /** A member, padded. */
    public ArBytes member(String name, byte[] content) {
        return raw(header(name, content.length)).raw(content).raw(padding(content.length));
    }

    /** A member of text. */
    public ArBytes member(String name, String content) {
        return member(name, content.getBytes(ISO_8859_1));
    }

    /** Bytes as they are. */
    public ArBytes raw(byte[] content) {
        bytes.writeBytes(content);
        return this;
    }

    /** Text as it is. */
    public ArBytes text(String content) {
        return raw(content.getBytes(ISO_8859_1));
    }

    /** The archive so far. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** A header as dpkg-deb writes it. */
    public static byte[] header(String name, long size) {
        return header(name, "1700000000", "0", "0", Long.toString(size));
    }

    /** A header with fields of any text. */
    public static byte[] header(String name, String mtime, String uid, String gid, String size) {
        return String.format(Locale.ROOT, "%-16s%-12s%-6s%-6s%-8s%-10s`\n", name, mtime, uid, gid, "100644", size)
                .getBytes(ISO_8859_1);
    }

    /** What follows a body of this length. */
    public static byte[] padding(long length) {
        return (length & 1) == 0 ? new byte[0] : new byte[] {'\n'};
    }
}
