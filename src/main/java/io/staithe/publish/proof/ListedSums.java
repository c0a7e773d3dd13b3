package io.staithe.publish.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * What a Release file, clear-signed or not, says of the files beside it (the DebianRepository/Format page).
 *
 * @param files those of its section SHA256, in its order
 * @param byHash whether it says that they are offered by hash
 */
record ListedSums(List<Listed> files, boolean byHash) {
    private static final String SECTION = "SHA256:";
    private static final int COLUMNS = 3;

    /** Copies the list. */
    ListedSums {
        files = List.copyOf(files);
    }

    /** Reads a Release file; lines that are no entries are left out. */
    static ListedSums of(String release) {
        List<Listed> files = new ArrayList<>();
        boolean listing = false;
        boolean byHash = false;
        for (String line : release.lines().toList()) {
            byHash |= line.equals("Acquire-By-Hash: yes");
            listing = line.startsWith(" ") ? listing : line.equals(SECTION);
            String[] columns = line.trim().split("\\s+", COLUMNS);
            if (listing && line.startsWith(" ") && columns.length == COLUMNS && columns[1].matches("[0-9]{1,18}")) {
                files.add(new Listed(columns[2], columns[0], Long.parseLong(columns[1])));
            }
        }
        return new ListedSums(files, byHash);
    }

    /**
     * A file.
     *
     * @param path relative to the distribution
     */
    record Listed(String path, String sha256, long sizeBytes) {}
}
