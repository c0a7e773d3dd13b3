package io.staithe.deb;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads single fields out of a catalogued stanza, without parsing the rest, as aptly shows them: relations joined by
 * {@code ", "}, lists of files and changes with their lines, anything else folded into one line. Names are canonical:
 * each part between hyphens begins with a capital.
 */
public final class StanzaText {
    private static final Set<String> RELATIONS = Set.of(
            "Depends", "Pre-Depends", "Recommends", "Suggests", "Provides", "Build-Depends", "Build-Depends-Indep");
    private static final Map<String, String> SPECIAL_NAMES = Map.of(
            "sha1", "SHA1",
            "sha256", "SHA256",
            "sha512", "SHA512",
            "md5sum", "MD5Sum",
            "notautomatic", "NotAutomatic",
            "butautomaticupgrades", "ButAutomaticUpgrades");

    private StanzaText() {}

    /** All fields with a value, by canonical name. */
    public static Map<String, String> values(String stanza) {
        Map<String, String> values = new TreeMap<>();
        int start = 0;
        while (start < stanza.length()) {
            int end = endOfField(stanza, start);
            int colon = stanza.indexOf(':', start);
            if (colon > start && colon < end) {
                String name = canonical(stanza.substring(start, colon));
                String value = shown(name, stanza.substring(colon + 1, end));
                if (!value.isEmpty()) {
                    values.put(name, value);
                }
            }
            start = end + 1;
        }
        return values;
    }

    /** One field by its canonical name; empty where there is none, or where the name is not canonical. */
    public static String value(String stanza, String name) {
        int start = 0;
        while (start < stanza.length()) {
            int end = endOfField(stanza, start);
            int colon = start + name.length();
            if (colon < end
                    && stanza.charAt(colon) == ':'
                    && stanza.regionMatches(true, start, name, 0, name.length())) {
                return canonical(name).equals(name) ? shown(name, stanza.substring(colon + 1, end)) : "";
            }
            start = end + 1;
        }
        return "";
    }

    /** The canonical spelling of a field's name. */
    public static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String special = SPECIAL_NAMES.get(lower);
        if (special != null) {
            return special;
        }
        return Arrays.stream(lower.split("-"))
                .map(part -> part.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1))
                .collect(Collectors.joining("-"));
    }

    /** Where the newline is that ends the field, or the end of the text. */
    private static int endOfField(String stanza, int start) {
        int end = stanza.indexOf('\n', start);
        while (end >= 0 && end + 1 < stanza.length() && isBlank(stanza.charAt(end + 1))) {
            end = stanza.indexOf('\n', end + 1);
        }
        return end < 0 ? stanza.length() : end;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static String shown(String name, String afterColon) {
        String raw = afterColon.startsWith(" ") ? afterColon.substring(1) : afterColon;
        if (name.equals("Description")) {
            return " " + raw.stripTrailing() + "\n";
        }
        if (keepsLines(name)) {
            return raw.indexOf('\n') >= 0 ? raw.stripTrailing() + "\n" : raw;
        }
        String folded = raw.indexOf('\n') < 0
                ? raw.strip()
                : raw.lines()
                        .map(String::strip)
                        .collect(Collectors.joining(" "))
                        .strip();
        return RELATIONS.contains(name) ? listed(folded) : folded;
    }

    private static String listed(String relations) {
        return Arrays.stream(relations.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static boolean keepsLines(String name) {
        return name.equals("Files")
                || name.equals("Changes")
                || name.equals("Package-List")
                || name.startsWith("Checksums-");
    }
}
