package io.staithe.deb;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Debian version, ordered as {@code dpkg --compare-versions} orders them (Debian Policy 5.6.12, deb-version(7)).
 *
 * <p>Two versions may compare equal with different texts ({@code 1.0} and {@code 1.00}); {@code equals} compares texts.
 *
 * @param value the text, of at most 256 characters
 */
public record DebVersion(String value) implements Comparable<DebVersion> {
    private static final int MAX_CHARACTERS = 256;
    private static final long MAX_EPOCH = Integer.MAX_VALUE;
    private static final int MAX_EPOCH_DIGITS = 10;
    private static final Pattern FORM = Pattern.compile("(?:([0-9]++):)?([0-9].*+)");
    private static final Pattern UPSTREAM = Pattern.compile("[A-Za-z0-9.+~:-]++");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9.+~]++");

    /** Refuses what is not a version with {@link DebFault#BAD_VERSION}. */
    public DebVersion {
        if (value.length() > MAX_CHARACTERS) {
            throw refusal(value, "must have at most " + MAX_CHARACTERS + " characters");
        }
        Matcher form = FORM.matcher(value);
        if (!form.matches()) {
            throw refusal(
                    value, "must be [epoch:]upstream[-revision] with an upstream version that starts with a digit");
        }
        checkEpoch(value, form.group(1));
        checkParts(value, form.group(2), form.group(1) != null);
    }

    @Override
    public int compareTo(DebVersion other) {
        return VersionOrder.compare(value, other.value);
    }

    /**
     * A key whose unsigned byte order is the order of versions; equal keys if and only if the versions compare equal.
     */
    public byte[] orderKey() {
        return VersionOrder.key(value);
    }

    /** Compares two texts in the order of versions, be they versions or not. */
    public static int compareTexts(String left, String right) {
        return VersionOrder.compare(left, right);
    }

    /**
     * The order key of a text, be it a version or not; empty where it has other than printable ASCII or is too long.
     */
    public static Optional<byte[]> orderKeyOf(String text) {
        boolean hasKey = text.length() <= MAX_CHARACTERS
                && text.chars().allMatch(character -> character >= ' ' && character < 0x7f);
        return hasKey ? Optional.of(VersionOrder.key(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }

    private static void checkEpoch(String value, String epoch) {
        if (epoch == null) {
            return;
        }
        String digits = VersionOrder.withoutLeadingZeros(epoch);
        if (digits.length() > MAX_EPOCH_DIGITS || (!digits.isEmpty() && Long.parseLong(digits) > MAX_EPOCH)) {
            throw refusal(value, "must have an epoch of at most " + MAX_EPOCH);
        }
    }

    private static void checkParts(String value, String rest, boolean hasEpoch) {
        int hyphen = rest.lastIndexOf('-');
        String upstream = hyphen < 0 ? rest : rest.substring(0, hyphen);
        if (!UPSTREAM.matcher(upstream).matches() || (!hasEpoch && upstream.indexOf(':') >= 0)) {
            throw refusal(value, "must have an upstream version of [A-Za-z0-9.+~-], and of : only after an epoch");
        }
        if (hyphen >= 0 && !REVISION.matcher(rest.substring(hyphen + 1)).matches()) {
            throw refusal(value, "must have a revision of [A-Za-z0-9.+~] after its last hyphen");
        }
    }

    private static Refused refusal(String value, String rule) {
        return new Refused(DebFault.BAD_VERSION, "version '" + Fault.bounded(value) + "' " + rule);
    }
}
