package io.staithe.access.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A link of the chain. Its text is kept as it was hashed, so that later releases may add members: a JSON object whose
 * last member is the hash of the entry before. The hash of the entry is the SHA-256 of that text.
 *
 * @param number its place, from 1 on without a gap
 * @param text what happened, as JSON
 * @param hash of the text, hexadecimal
 */
public record Entry(long number, Instant at, Act act, String text, String hash) {
    /** What the first entry follows. */
    public static final String BEGINNING = "0".repeat(64);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The entry that tells of an act behind another one. */
    public static Entry after(long number, String hash, Instant at, Act act) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("number", number + 1);
        members.put("at", at.toString());
        members.put("caller", act.caller());
        members.put("origin", act.origin());
        members.put("kind", act.kind());
        members.put("title", act.title());
        members.put("revisions", act.revisions());
        members.put("outcome", act.outcome());
        members.put("problem", act.problem());
        members.put("task", act.task());
        members.put("correlation", act.correlation());
        members.put("previous", hash);
        String text = JSON.writeValueAsString(members);
        return new Entry(number + 1, at, act, text, sha256(text));
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("every Java platform has SHA-256", broken);
        }
    }
}
