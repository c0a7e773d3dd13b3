package io.staithe.testkit;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

/** How a member of a package made by {@link DebBuilder} is compressed; each with small, fast settings. */
public enum Squeeze {
    NONE("", out -> out),
    GZ(".gz", GZIPOutputStream::new),
    XZ(".xz", out -> new XZOutputStream(out, options())),
    ZST(".zst", ZstdOutputStreamNoFinalizer::new),
    BZ2(".bz2", out -> new BZip2CompressorOutputStream(out, 1)),
    LZMA(".lzma", out -> new LZMAOutputStream(out, options(), -1));

    private final String suffix;
    private final Wrapper wrapper;

    Squeeze(String suffix, Wrapper wrapper) {
        this.suffix = suffix;
        this.wrapper = wrapper;
    }

    /** The ending of the member's name, with its dot; empty for {@link #NONE}. */
    public String suffix() {
        return suffix;
    }

    /** The bytes, compressed. */
    public byte[] apply(byte[] plain) {
        ByteArrayOutputStream squeezed = new ByteArrayOutputStream(plain.length / 2 + 512);
        try (OutputStream out = wrapper.around(squeezed)) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return squeezed.toByteArray();
    }

    private static LZMA2Options options() throws IOException {
        LZMA2Options options = new LZMA2Options(0);
        options.setDictSize(64 * 1024);
        return options;
    }

    @FunctionalInterface
    private interface Wrapper {
        OutputStream around(OutputStream out) throws IOException;
    }
}
