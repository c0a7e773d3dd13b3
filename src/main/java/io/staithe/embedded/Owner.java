package io.staithe.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user and group by number, as files have them.
 *
 * @param uid the user
 * @param gid the group
 */
record Owner(int uid, int gid) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int EFFECTIVE = 2;

    /** Whoever this process acts as. */
    static Owner self() throws IOException {
        return new Owner(id("Uid:"), id("Gid:"));
    }

    private static int id(String field) throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(field)) {
                return Integer.parseInt(line.split("\\s+")[EFFECTIVE]);
            }
        }
        throw new IOException(STATUS + " has no field " + field);
    }

    static Owner of(Path file) throws IOException {
        var attributes = Files.readAttributes(file, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
        return new Owner(id(attributes.get("uid")), id(attributes.get("gid")));
    }

    private static int id(@Nullable Object attribute) {
        return (Integer) Objects.requireNonNull(attribute);
    }

    boolean isRoot() {
        return uid == 0;
    }

    /** Makes a file this owner's; only root can. */
    void take(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
}
