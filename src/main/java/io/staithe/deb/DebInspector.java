package io.staithe.deb;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Judges uploaded packages: deb(5), deb-control(5), dsc(5), Debian Policy chapter 5.
 *
 * <p>Blocks on its stream; callers choose the thread. Never writes a file, never holds more than its limits.
 */
public final class DebInspector {
    /** The version of these rules; a verdict of another version is made anew. */
    public static final int VERSION = 1;

    private DebInspector() {}

    /**
     * The control verdict: every ar header to the end of the file, control.tar whole, the head of the data member.
     *
     * @param file the file from its first byte; {@code skip} should be cheap
     * @param sizeBytes the length of the file
     * @throws io.staithe.fault.Refused with a {@link DebFault} for whatever is wrong with the file
     */
    public static Control control(PackageKind kind, InputStream file, long sizeBytes) throws IOException {
        throw new IllegalStateException("skeleton");
    }

    /**
     * The contents verdict of a binary package: data.tar to its end.
     *
     * @param paths told each path that is not a directory, in the order of the tar, without leading {@code ./}
     */
    public static void contents(InputStream file, long sizeBytes, Consumer<String> paths) throws IOException {
        throw new IllegalStateException("skeleton");
    }
}
