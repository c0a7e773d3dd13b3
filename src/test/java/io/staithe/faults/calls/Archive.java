package io.staithe.faults.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.faults.history.Item;
import io.staithe.testkit.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Reads the index of an archive for amd64 and its component main by InRelease and by hash, as apt does.
 *
 * @param source what is at a path; an empty file where nothing is
 */
public record Archive(Source source) {
    private static final Pattern INDEX = Pattern.compile("(?m)^ ([0-9a-f]{64}) +\\d+ main/binary-amd64/Packages\\.gz$");
    private static final String BY_HASH = "main/binary-amd64/by-hash/SHA256/";

    /** Where files come from. */
    public interface Source {
        /** The bytes at a path below the root of the archive. Blocks. */
        byte[] at(String path) throws IOException;
    }

    /** What InRelease names is not there, or is something else. */
    public static final class Torn extends IOException {
        private static final long serialVersionUID = 1;

        Torn(String message) {
            super(message);
        }
    }

    /** A package in an index. */
    public record Entry(Item item, String path) {}

    /** All packages of a distribution. Blocks. */
    public List<Entry> read(String distribution) throws IOException {
        String root = "dists/" + distribution + "/";
        String inRelease = new String(source.at(root + "InRelease"), UTF_8);
        Matcher index = INDEX.matcher(inRelease);
        if (!index.find()) {
            throw new Torn("InRelease names no index:\n" + inRelease);
        }
        String digest = index.group(1);
        byte[] packed = source.at(root + BY_HASH + digest);
        if (!Sha256.hex(packed).equals(digest)) {
            throw new Torn("InRelease names the index " + digest + ", and there are " + packed.length
                    + " bytes of another digest:\n" + inRelease);
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return entries(new String(in.readAllBytes(), UTF_8));
        }
    }

    private static List<Entry> entries(String index) {
        List<Entry> entries = new ArrayList<>();
        for (String stanza : index.split("\n\n")) {
            if (!stanza.isBlank()) {
                String slot =
                        field(stanza, "Package") + "_" + field(stanza, "Version") + "_" + field(stanza, "Architecture");
                entries.add(new Entry(new Item(slot, field(stanza, "SHA256")), field(stanza, "Filename")));
            }
        }
        return entries;
    }

    private static String field(String stanza, String name) {
        return stanza.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }
}
