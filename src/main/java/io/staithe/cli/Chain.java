package io.staithe.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The log of a repository, followed row by row: the hashes are computed anew, as {@code src/docs/receipts.md} says, and
 * what the rows tell of packages adds up to what the repository has to hold. Not safe for threads.
 */
final class Chain {
    private final Map<Long, String> hashes = new HashMap<>();
    private final Map<String, Addition> additions = new HashMap<>();
    private final Map<String, Addition> present = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private String hash = "0".repeat(64);
    private long number;

    /** The next row. */
    void follow(JsonNode row) {
        number++;
        if (row.path("number").longValue() != number) {
            faults.add("revision " + number + " is missing from the log");
            number = row.path("number").longValue();
        }
        String change = row.path("change").stringValue();
        if (!row.path("previousHash").stringValue().equals(hash)
                || !row.path("hash").stringValue().equals(hash(row, change))) {
            faults.add("revision " + number + " of the log does not follow from what was before");
        }
        hash = row.path("hash").stringValue();
        hashes.put(number, hash);
        change.lines().forEach(line -> replay(line, row.path("repositoryId").longValue()));
    }

    private void replay(String line, long repository) {
        if (line.startsWith("-P")) {
            present.remove(line.substring(1));
        }
        int digest = line.indexOf(" sha256:");
        if (line.startsWith("+P") && digest > 0) {
            String sha256 = line.substring(digest + " sha256:".length());
            String id = repository + "-" + number + "-" + sha256;
            Addition addition = new Addition(id, line.substring(1, digest), sha256);
            additions.put(id, addition);
            present.put(addition.key(), addition);
        }
    }

    private static String hash(JsonNode row, String change) {
        String caller = row.path("caller").stringValue();
        String text = row.path("repositoryId").longValue() + "\n"
                + row.path("number").longValue() + "\n"
                + row.path("atMicros").longValue() + "\n"
                + row.path("task").longValue() + "\n"
                + caller.getBytes(StandardCharsets.UTF_8).length + "\n"
                + caller + "\n"
                + change;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(HexFormat.of().parseHex(row.path("previousHash").stringValue()));
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("every Java platform has SHA-256", broken);
        }
    }

    /** The number of the last row. */
    long number() {
        return number;
    }

    /** How many additions the log has. */
    int additions() {
        return additions.size();
    }

    /** The hash of a row. */
    Optional<String> hash(long revision) {
        return Optional.ofNullable(hashes.get(revision));
    }

    /** The addition of a receipt. */
    Optional<Addition> addition(String receipt) {
        return Optional.ofNullable(additions.get(receipt));
    }

    /** What the repository has to hold after the last row. */
    Collection<Addition> present() {
        return List.copyOf(present.values());
    }

    /** Whether the repository has to hold this after the last row, by no later addition. */
    boolean holds(Addition addition) {
        return addition.equals(present.get(addition.key()));
    }

    /** What is wrong with the chain itself. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /**
     * A package that came.
     *
     * @param receipt the id of its receipt
     * @param sha256 the digest of its file
     */
    record Addition(String receipt, String key, String sha256) {}
}
