package io.staithe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** A tar in the making, byte by byte, so that tests can write broken ones too (ustar; tar(5)). */
public final class TarBytes {
    /** The length of a header and the unit of padding. */
    public static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

    /** A regular file. */
    public TarBytes file(String name, byte[] content) {
        return entry(name, '0', content);
    }

    /** A directory. */
    public TarBytes directory(String name) {
        return entry(name, '5', new byte[0]);
    }

    /** An entry of any type with a body. */
    public TarBytes entry(String name, char type, byte[] content) {
        return raw(header(name, type, content.length, "")).body(content);
    }

    /** An entry without a body that points elsewhere: a link. */
    public TarBytes link(String name, char type, String target) {
        return raw(header(name, type, 0, target));
    }

    /** Bytes as they are. */
    public TarBytes raw(byte[] block) {
        bytes.writeBytes(block);
        return this;
    }

    /** A body, padded. */
    public TarBytes body(byte[] content) {
        return raw(content).raw(new byte[padding(content.length)]);
    }

    /** The tar so far, without its end. */
    public byte[] unfinished() {
        return bytes.toByteArray();
    }

    /** The tar with its two closing blocks. */
    public byte[] finished() {
        return raw(new byte[2 * BLOCK]).unfinished();
    }

    /** How many bytes a body of this length is padded by. */
    public static int padding(long length) {
        return (int) (-length & (BLOCK - 1));
    }

    /** A header of 512 bytes; names over 100 bytes need an entry of type {@code L} before. */
    public static byte[] header(String name, char type, long size, String target) {
        byte[] header = new byte[BLOCK];
        byte[] nameBytes = name.getBytes(UTF_8);
        System.arraycopy(nameBytes, 0, header, 0, Math.min(100, nameBytes.length));
        put(header, 100, type == '5' ? "0000755" : "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        if (size < 1L << 33) {
            put(header, 124, String.format(Locale.ROOT, "%011o", size));
        } else {
            header[124] = (byte) 0x80;
            for (int i = 0; i < 8; i++) {
                header[135 - i] = (byte) (size >>> (8 * i));
            }
        }
        put(header, 136, "14740000000");
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\00000");
        put(header, 265, "root");
        put(header, 297, "root");
        return sealed(header);
    }

    /** The header with its checksum set right. */
    public static byte[] sealed(byte[] header) {
        put(header, 148, "        ");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] content = text.getBytes(UTF_8);
        System.arraycopy(content, 0, header, offset, content.length);
    }
}
