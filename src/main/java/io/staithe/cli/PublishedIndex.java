package io.staithe.cli;

import io.staithe.cli.Chain.Addition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What a publication shows to apt: its Packages indexes, and the files that they name. Source packages are not looked
 * at.
 */
final class PublishedIndex {
    private static final int ROUNDS = 20;
    private static final Pattern LISTED = Pattern.compile(" [0-9a-f]{64}\\s+\\d+ (\\S+/binary-[^/\\s]+/Packages)");

    private final Server server;
    private final long publication;

    PublishedIndex(Server server, long publication) {
        this.server = server;
        this.publication = publication;
    }

    /** Reports what should be there and is not; nothing where the publication was dropped. */
    void look(List<Expected> expected, Report report) {
        try {
            look(expected, shown(), report);
        } catch (Server.Unanswered failed) {
            if (!failed.isMissing() || isThere()) {
                throw failed;
            }
        }
    }

    private boolean isThere() {
        return server.json("v1/publications")
                .valueStream()
                .anyMatch(there -> there.path("id").longValue() == publication);
    }

    private void look(List<Expected> expected, Shown shown, Report report) {
        List<Found> found = new ArrayList<>();
        for (Expected each : expected) {
            if (report.has(each.thing()) || each.addition().key().startsWith("Psource ")) {
                continue;
            }
            Entry entry = shown.entries().get(each.addition().sha256());
            if (entry != null) {
                found.add(new Found(each, entry));
            } else if (isExpected(each, shown.generation())) {
                report.add(
                        each.thing(),
                        "was added by receipt " + each.addition().receipt() + ", and is not in generation "
                                + shown.generation() + " of " + shown.name());
            }
        }
        lookAtFiles(found, report);
    }

    /** Whether the generation should show it; where it is newer than the receipt, the receipt is asked for again. */
    private boolean isExpected(Expected expected, long generation) {
        if (generation <= expected.lastGeneration()) {
            return true;
        }
        return server.json("v1/receipts/" + expected.addition().receipt())
                .path("shownBy")
                .valueStream()
                .anyMatch(showing -> showing.path("publication").longValue() == publication
                        && showing.path("lastGeneration").longValue() >= generation);
    }

    private void lookAtFiles(List<Found> found, Report report) {
        server.lengths(found, each -> each.entry().path(), (each, length) -> {
            if (length.orElse(-1) != each.entry().sizeBytes()) {
                Expected expected = each.expected();
                report.add(
                        expected.thing(),
                        "was added by receipt " + expected.addition().receipt() + ", and its file "
                                + each.entry().path() + " is not there");
            }
        });
        report.lookedAtFiles(found.size());
    }

    /** The indexes of one generation. */
    private Shown shown() {
        for (int round = 0; round < ROUNDS; round++) {
            JsonNode before = server.json("v1/publications/" + publication);
            Shown shown = read(before);
            if (server.json("v1/publications/" + publication).path("generation").longValue() == shown.generation()) {
                return shown;
            }
        }
        throw new Server.Unanswered("publication " + publication + " changes faster than it can be read");
    }

    private Shown read(JsonNode told) {
        JsonNode place = told.path("place");
        String storage = place.path("storage").asString("").replaceFirst("^filesystem:", "");
        String prefix = place.path("prefix").asString("");
        String root = "repos/" + (storage.isEmpty() ? "-" : storage) + "/"
                + (prefix.isEmpty() || prefix.equals(".") ? "" : prefix + "/");
        String distribution = place.path("distribution").asString("");
        String dists = root + "dists/" + distribution + "/";
        Map<String, Entry> entries = new HashMap<>();
        server.text(dists + "Release").lines().forEach(line -> {
            Matcher listed = LISTED.matcher(line);
            if (listed.matches()) {
                read(dists + listed.group(1), root, entries);
            }
        });
        return new Shown(root + distribution, told.path("generation").longValue(), entries);
    }

    private void read(String index, String root, Map<String, Entry> entries) {
        Map<String, String> stanza = new HashMap<>();
        try (Stream<String> lines = Stream.concat(server.lines(index), Stream.of(""))) {
            lines.forEach(line -> {
                int colon = line.indexOf(": ");
                if (colon > 0 && line.charAt(0) != ' ') {
                    stanza.put(line.substring(0, colon), line.substring(colon + 2));
                } else if (line.isEmpty() && stanza.containsKey("SHA256")) {
                    entries.put(
                            stanza.get("SHA256"),
                            new Entry(root + encoded(stanza.getOrDefault("Filename", "?")), size(stanza)));
                    stanza.clear();
                }
            });
        }
    }

    private static String encoded(String path) {
        return Stream.of(path.split("/"))
                .map(Server::segment)
                .reduce((one, other) -> one + "/" + other)
                .orElse("");
    }

    private static long size(Map<String, String> stanza) {
        String size = stanza.getOrDefault("Size", "");
        return size.matches("\\d{1,18}") ? Long.parseLong(size) : -2;
    }

    /**
     * A package that a publication should show.
     *
     * @param thing what it is called in the report
     * @param lastGeneration the last one that was known to show it
     */
    record Expected(String thing, Addition addition, long lastGeneration) {}

    private record Found(Expected expected, Entry entry) {}

    private record Entry(String path, long sizeBytes) {}

    /**
     * What the indexes of one generation name.
     *
     * @param entries by SHA-256
     */
    private record Shown(String name, long generation, Map<String, Entry> entries) {}
}
