package io.staithe.deb;

import io.staithe.deb.container.ContainerFault;
import io.staithe.deb.container.DebReader;
import io.staithe.deb.container.Limits;
import io.staithe.fault.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Judges uploaded packages: deb(5), deb-control(5), dsc(5), Debian Policy chapter 5.
 *
 * <p>Blocks on its stream; callers choose the thread. Never writes a file, never holds more than its limits: an xz
 * member may need 66 MiB of heap while it is read, a zst member 128 MiB outside the heap. An {@code IOException} is
 * trouble with the stream, never with the package.
 */
public final class DebInspector {
    /** The version of these rules; a verdict of another version is made anew. */
    public static final int VERSION = 1;

    private static final long MAX_BINARY_BYTES = 10_000_000_000L + (128L << 20);

    private DebInspector() {}

    /**
     * The control verdict: every ar header to the end of the file, control.tar whole, the head of the data member. Of a
     * {@code .dsc} its signed text and the files that it names.
     *
     * @param file the file from its first byte; {@code skip} should be cheap
     * @param sizeBytes the length of the file
     * @throws Refused with a {@code DebFault} or {@code ContainerFault} for whatever is wrong with the file
     */
    public static Control control(PackageKind kind, InputStream file, long sizeBytes) throws IOException {
        if (kind == PackageKind.SOURCE) {
            byte[] text = ClearSigned.text(file.readNBytes(checkedSize(sizeBytes)));
            return Control.of(kind, Stanza.parse(text, Stanza.Limits.SOURCE));
        }
        if (sizeBytes > MAX_BINARY_BYTES) {
            throw new Refused(
                    ContainerFault.FILE_TOO_LARGE,
                    "the file has " + sizeBytes + " bytes and must have at most " + MAX_BINARY_BYTES);
        }
        byte[] text = DebReader.controlFile(file, sizeBytes, Limits.USUAL);
        return Control.of(kind, Stanza.parse(text, Stanza.Limits.BINARY));
    }

    /**
     * The contents verdict of a binary package: data.tar to its end.
     *
     * @param paths told each path that is not a directory, in the order of the tar, without leading {@code ./}
     * @throws Refused with a {@code ContainerFault}; some paths may have been told by then
     */
    public static void contents(InputStream file, long sizeBytes, Consumer<String> paths) throws IOException {
        DebReader.paths(file, sizeBytes, Limits.USUAL, paths);
    }

    private static int checkedSize(long sizeBytes) {
        if (sizeBytes > Stanza.Limits.SOURCE.maxBytes()) {
            throw new Refused(
                    DebFault.STANZA_TOO_LARGE,
                    "the file has " + sizeBytes + " bytes and must have at most " + Stanza.Limits.SOURCE.maxBytes());
        }
        return (int) sizeBytes;
    }
}
