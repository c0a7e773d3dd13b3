package io.staithe.deb.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * Reads the entries of a tar in their order, once: ustar, GNU and pax (tar(5)). Bodies that nobody asks for are skipped
 * by {@code InputStream.skip}, which the library's reader does not; extended headers are bounded, which there they are
 * not. Paths that could lead out of the tree are refused here, whatever the tar is for.
 */
final class TarReader {
    private static final int BLOCK_BYTES = 512;
    private static final int MAX_PATH_BYTES = 4096;
    private static final int MAX_EXTENDED_BYTES = 64 * 1024;
    private static final long MAX_SIZE = 1L << 60;
    private static final int NAME = 0;
    private static final int NAME_BYTES = 100;
    private static final int SIZE = 124;
    private static final int SIZE_BYTES = 12;
    private static final int TYPE = 156;
    private static final int TARGET = 157;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_BYTES = 155;

    private final InputStream tar;
    private final String thing;
    private final int maxEntries;
    private final byte[] header = new byte[BLOCK_BYTES];
    private int entries;
    private long bodyBytes;
    private long unreadBytes;

    /**
     * Begins at the first byte.
     *
     * @param thing what messages call the tar
     */
    TarReader(InputStream tar, String thing, int maxEntries) {
        this.tar = tar;
        this.thing = thing;
        this.maxEntries = maxEntries;
    }

    /** The next entry; empty at the end of the tar, when everything to the end of the stream is read. */
    Optional<Entry> next() throws IOException {
        passBody();
        PaxRecords extended = new PaxRecords(thing);
        while (true) {
            readHeader();
            if (isZero(header)) {
                checkOnlyZerosFollow();
                return Optional.empty();
            }
            checkHeader();
            long size = size();
            switch (header[TYPE]) {
                case 'L' -> extended.setPath(extendedBody(size, MAX_PATH_BYTES + 1, ContainerFault.LONG_PATH));
                case 'K' -> extended.setTarget(extendedBody(size, MAX_PATH_BYTES + 1, ContainerFault.LONG_PATH));
                case 'x' -> extended.readEntry(extendedBody(size, MAX_EXTENDED_BYTES, ContainerFault.LARGE_TAR_HEADER));
                case 'g' ->
                    extended.readGlobal(extendedBody(size, MAX_EXTENDED_BYTES, ContainerFault.LARGE_TAR_HEADER));
                default -> {
                    return Optional.of(entry(extended, size));
                }
            }
        }
    }

    /** The body of the current entry, whole. */
    byte[] body() throws IOException {
        byte[] body = tar.readNBytes((int) bodyBytes);
        if (body.length < bodyBytes) {
            throw truncated();
        }
        unreadBytes -= body.length;
        return body;
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a header's checksum is right. */
    static boolean isSealed(byte[] block) {
        try {
            return TarUtils.verifyCheckSum(block);
        } catch (IllegalArgumentException notANumber) {
            return false;
        }
    }

    private Entry entry(PaxRecords extended, long sizeInHeader) {
        long size = extended.size().orElse(sizeInHeader);
        byte[] name = extended.path().orElseGet(this::nameInHeader);
        String path = path(name);
        Type type = type(header[TYPE], path);
        if (type != Type.FILE && size != 0) {
            throw refusal(ContainerFault.BODY_OF_NO_FILE, path, "is no file and must not have a body");
        }
        if (type == Type.HARD_LINK) {
            path(extended.target().orElseGet(() -> field(TARGET, NAME_BYTES)));
        }
        expectBody(size);
        return new Entry(path, type, size);
    }

    private Type type(byte flag, String path) {
        Type type = switch (flag) {
            case 0, '0', '7' -> Type.FILE;
            case '1' -> Type.HARD_LINK;
            case '2' -> Type.SYMBOLIC_LINK;
            case '3', '4', '6' -> Type.DEVICE;
            case '5' -> Type.DIRECTORY;
            case 'S' -> throw refusal(ContainerFault.SPARSE_FILE, path, "must not be sparse");
            default ->
                throw refusal(
                        ContainerFault.BAD_ENTRY_TYPE,
                        path,
                        "its type '" + Fault.bounded(String.valueOf((char) (flag & 0xff))) + "' is not allowed");
        };
        if (type != Type.DIRECTORY && path.endsWith("/")) {
            throw refusal(ContainerFault.BAD_ENTRY_TYPE, path, "ends with '/' and must be a directory");
        }
        return type;
    }

    private String path(byte[] name) {
        String path = new String(name, UTF_8);
        if (name.length > MAX_PATH_BYTES) {
            throw refusal(
                    ContainerFault.LONG_PATH,
                    path,
                    "has " + name.length + " bytes and must have at most " + MAX_PATH_BYTES);
        }
        if (path.isEmpty()) {
            throw ContainerFault.BAD_TAR.about(thing, "an entry must have a path");
        }
        if (path.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw refusal(ContainerFault.BAD_PATH_CHARACTER, path, "must not have control characters");
        }
        if (path.startsWith("/")) {
            throw refusal(ContainerFault.ABSOLUTE_PATH, path, "must be relative");
        }
        if (path.contains("..") && Arrays.asList(path.split("/")).contains("..")) {
            throw refusal(ContainerFault.PARENT_PATH, path, "must not have '..' in it");
        }
        return path;
    }

    private byte[] nameInHeader() {
        byte[] name = field(NAME, NAME_BYTES);
        boolean isPosix = header[MAGIC + 5] == 0;
        byte[] prefix = isPosix ? field(PREFIX, PREFIX_BYTES) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] both = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        both[prefix.length] = '/';
        System.arraycopy(name, 0, both, prefix.length + 1, name.length);
        return both;
    }

    private byte[] field(int start, int length) {
        return withoutNuls(Arrays.copyOfRange(header, start, start + length));
    }

    /** The text before trailing NULs; a NUL within stays, and is refused with the other control characters. */
    private static byte[] withoutNuls(byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }

    private long size() {
        try {
            long size = TarUtils.parseOctalOrBinary(header, SIZE, SIZE_BYTES);
            if (size >= 0 && size <= MAX_SIZE) {
                return size;
            }
        } catch (IllegalArgumentException notANumber) {
            // Told below, as every size that is none.
        }
        throw ContainerFault.BAD_TAR.about(thing, "entry " + entries + " must have a size");
    }

    private void readHeader() throws IOException {
        if (tar.readNBytes(header, 0, BLOCK_BYTES) < BLOCK_BYTES) {
            throw truncated();
        }
    }

    private void checkHeader() {
        if (++entries > maxEntries) {
            throw ContainerFault.TOO_MANY_ENTRIES.about(thing, "must have at most " + maxEntries + " entries");
        }
        if (!isSealed(header)) {
            throw ContainerFault.BAD_TAR.about(thing, "the checksum of entry " + entries + " must be right");
        }
        if (!new String(header, MAGIC, 5, ISO_8859_1).equals("ustar")) {
            throw ContainerFault.BAD_TAR.about(thing, "entry " + entries + " must be ustar, GNU or pax");
        }
    }

    private byte[] extendedBody(long size, int maxBytes, ContainerFault tooLarge) throws IOException {
        if (size > maxBytes) {
            throw tooLarge.about(
                    thing, "entry " + entries + " is a header of " + size + " bytes; at most " + maxBytes + " may be");
        }
        expectBody(size);
        byte[] body = body();
        passBody();
        return withoutNuls(body);
    }

    private void expectBody(long size) {
        bodyBytes = size;
        unreadBytes = size + (-size & (BLOCK_BYTES - 1));
    }

    private void passBody() throws IOException {
        try {
            Streams.skip(tar, unreadBytes);
            unreadBytes = 0;
        } catch (EOFException end) {
            throw truncated();
        }
    }

    private void checkOnlyZerosFollow() throws IOException {
        int count = tar.readNBytes(header, 0, BLOCK_BYTES);
        while (count > 0) {
            for (int i = 0; i < count; i++) {
                if (header[i] != 0) {
                    throw ContainerFault.AFTER_TAR.about(thing, "only zeros may follow its last entry");
                }
            }
            count = tar.readNBytes(header, 0, BLOCK_BYTES);
        }
    }

    private Refused truncated() {
        return ContainerFault.TRUNCATED_TAR.about(
                thing, "it ends after " + entries + " entries without the block of zeros that must end it");
    }

    private Refused refusal(ContainerFault code, String path, String rule) {
        return code.about(thing, "path '" + Fault.bounded(path) + "' " + rule);
    }

    /** What an entry is. */
    enum Type {
        FILE,
        HARD_LINK,
        SYMBOLIC_LINK,
        DEVICE,
        DIRECTORY
    }

    /**
     * An entry.
     *
     * @param path as it stands in the tar; bytes that are not UTF-8 as U+FFFD
     * @param type what it is
     * @param sizeBytes the length of its body
     */
    record Entry(String path, Type type, long sizeBytes) {}
}
