package io.staithe.deb.container;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/**
 * How a member is compressed, by the ending of its name (deb(5)): how its first bytes look and how it is undone. Every
 * decompressor here stops after its first stream, as dpkg's do.
 */
enum Compression {
    NONE("", Compression::isTar, (in, limits) -> in),
    GZ(".gz", magic(0x1f, 0x8b, 0x08), (in, limits) -> new GzipCompressorInputStream(in)),
    XZ(
            ".xz",
            magic(0xfd, '7', 'z', 'X', 'Z', 0),
            (in, limits) -> new SingleXZInputStream(in, limits.memoryKibibytes(), true, BasicArrayCache.getInstance())),
    ZST(
            ".zst",
            magic(0x28, 0xb5, 0x2f, 0xfd),
            (in, limits) -> new ZstdInputStreamNoFinalizer(new ZstdFrame(in)).setLongMax(limits.windowLog())),
    BZ2(".bz2", magic('B', 'Z', 'h'), (in, limits) -> new BZip2CompressorInputStream(in)),
    LZMA(".lzma", Compression::isLzma, (in, limits) -> new LZMAInputStream(in, limits.memoryKibibytes()));

    /** How many first bytes {@link #looksLike} wants to see. */
    static final int HEAD_BYTES = 512;

    private static final int LZMA_HEAD_BYTES = 13;
    private static final int LZMA_MAX_PROPERTIES = 225;
    private static final int LZMA_MAX_SIZE_BITS = 40;

    private final String suffix;
    private final Predicate<byte[]> form;
    private final Decompressor decompressor;

    Compression(String suffix, Predicate<byte[]> form, Decompressor decompressor) {
        this.suffix = suffix;
        this.form = form;
        this.decompressor = decompressor;
    }

    /** The compression of {@code stem} and an ending; empty for other names and endings. */
    static Optional<Compression> of(String memberName, String stem) {
        return Arrays.stream(values())
                .filter(compression -> memberName.equals(stem + compression.suffix))
                .findFirst();
    }

    /** Whether first bytes can be those of a tar so compressed. */
    boolean looksLike(byte[] head) {
        return form.test(head);
    }

    /** The bytes undone; {@code in} should be buffered and support mark. */
    InputStream undo(InputStream in, Limits limits) throws IOException {
        return decompressor.open(in, limits);
    }

    private static Predicate<byte[]> magic(int... bytes) {
        return head -> {
            if (head.length < bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if ((head[i] & 0xff) != bytes[i]) {
                    return false;
                }
            }
            return true;
        };
    }

    private static boolean isTar(byte[] head) {
        return head.length == HEAD_BYTES && (TarReader.isZero(head) || TarReader.isSealed(head));
    }

    /** A file of the old lzma format has no magic; this asks of its header what xz asks. */
    private static boolean isLzma(byte[] head) {
        if (head.length < LZMA_HEAD_BYTES || (head[0] & 0xff) >= LZMA_MAX_PROPERTIES) {
            return false;
        }
        long dictionary = littleEndian(head, 1, 4);
        long size = littleEndian(head, 5, 8);
        boolean isUsualDictionary = Long.bitCount(dictionary) == 1
                || (Long.bitCount(dictionary) == 2 && Long.bitCount(dictionary & (dictionary << 1)) == 1)
                || dictionary == 0xffffffffL;
        return isUsualDictionary && (size == -1 || size >>> LZMA_MAX_SIZE_BITS == 0);
    }

    private static long littleEndian(byte[] bytes, int start, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | (bytes[start + i] & 0xff);
        }
        return value;
    }

    @FunctionalInterface
    private interface Decompressor {
        InputStream open(InputStream in, Limits limits) throws IOException;
    }
}
