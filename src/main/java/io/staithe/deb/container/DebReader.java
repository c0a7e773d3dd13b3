package io.staithe.deb.container;

import io.staithe.deb.container.DebMembers.Part;
import io.staithe.deb.container.TarReader.Entry;
import io.staithe.deb.container.TarReader.Type;
import io.staithe.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The two ways to read a binary package: for its control file, and for the paths in its data.tar. Each reads the file
 * once from its first byte, streaming, within {@link Limits}; an {@code IOException} is trouble with the file.
 */
public final class DebReader {
    private static final String CONTROL = "control";

    private DebReader() {}

    /**
     * The control file, after every member's header to the end of the file and the first bytes of data.tar are checked.
     *
     * @throws io.staithe.fault.Refused with a {@link ContainerFault}
     */
    public static byte[] controlFile(InputStream file, long sizeBytes, Limits limits) throws IOException {
        DebMembers members = new DebMembers(file, sizeBytes, limits);
        byte[] control;
        Part part = members.control();
        try (Unpacked tar = Unpacked.open(part, limits, limits.controlTarBytes())) {
            control = controlFile(part, tar, limits);
            tar.checkNothingFollows();
        }
        Part data = members.data();
        data.checkHead(data.body().readNBytes(Compression.HEAD_BYTES));
        members.finish();
        return control;
    }

    /**
     * Reads data.tar to its end.
     *
     * @param paths told each path that is not a directory, in the order of the tar, without leading {@code ./}
     * @throws io.staithe.fault.Refused with a {@link ContainerFault}; some paths may have been told by then
     */
    public static void paths(InputStream file, long sizeBytes, Limits limits, Consumer<String> paths)
            throws IOException {
        DebMembers members = new DebMembers(file, sizeBytes, limits);
        members.control();
        Part data = members.data();
        long stored = data.member().sizeBytes();
        try (Unpacked tar = Unpacked.open(data, limits, limits.unpackedDataBytes(stored))) {
            TarReader reader = new TarReader(tar, data.thing(), limits.dataEntries());
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                visit(data, next.get(), paths);
            }
            tar.checkNothingFollows();
        }
        members.finish();
    }

    private static byte[] controlFile(Part part, InputStream tar, Limits limits) throws IOException {
        TarReader reader = new TarReader(tar, part.thing(), limits.controlEntries());
        byte[] control = null;
        for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
            Entry entry = next.get();
            if (!isControl(part, entry)) {
                continue;
            }
            if (control != null) {
                throw ContainerFault.SECOND_CONTROL_FILE.about(part.thing(), "must have only one file 'control'");
            }
            if (entry.sizeBytes() > limits.controlFileBytes()) {
                throw ContainerFault.CONTROL_FILE_TOO_LARGE.about(
                        part.thing(),
                        "its control file has " + entry.sizeBytes() + " bytes and must have at most "
                                + limits.controlFileBytes());
            }
            control = reader.body();
        }
        if (control == null) {
            throw ContainerFault.NO_CONTROL_FILE.about(part.thing(), "must have a file 'control'");
        }
        return control;
    }

    /** Whether the entry is the control file; refuses what may not be in control.tar. */
    private static boolean isControl(Part part, Entry entry) {
        String path = entry.path();
        String thing = part.thing() + ", path '" + Fault.bounded(path) + "'";
        if (entry.type() == Type.DIRECTORY && (path.equals(".") || path.equals("./"))) {
            return false;
        }
        String plain = path.startsWith("./") ? path.substring(2) : path;
        String name = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
        for (String step : name.split("/", -1)) {
            if (step.isEmpty() || step.equals(".")) {
                throw ContainerFault.BAD_CONTROL_PATH.about(thing, "must be 'name' or './name'");
            }
        }
        boolean isControl = name.equals(CONTROL);
        if (isControl && entry.type() != Type.FILE) {
            throw ContainerFault.CONTROL_NOT_A_FILE.about(thing, "must be a regular file");
        }
        if (entry.type() != Type.FILE && entry.type() != Type.DIRECTORY) {
            throw ContainerFault.BAD_ENTRY_TYPE.about(thing, "must be a regular file or a directory");
        }
        return isControl;
    }

    private static void visit(Part data, Entry entry, Consumer<String> paths) {
        if (entry.type() == Type.DEVICE) {
            throw ContainerFault.DEVICE.about(
                    data.thing() + ", path '" + Fault.bounded(entry.path()) + "'",
                    "packages must not have devices or named pipes");
        }
        if (entry.type() == Type.DIRECTORY) {
            return;
        }
        String path = entry.path();
        while (path.startsWith("./") || path.startsWith("/")) {
            path = path.substring(path.indexOf('/') + 1);
        }
        paths.accept(path);
    }
}
