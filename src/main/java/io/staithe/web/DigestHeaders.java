package io.staithe.web;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.AnnouncedDigests;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * The digests that headers announce for a body: {@code Repr-Digest} and {@code Content-Digest} of RFC 9530,
 * {@code Content-MD5} of RFC 1864, and {@code X-Checksum-*}, which other repository servers take.
 *
 * <p>Algorithms that are not known are ignored, as RFC 9530 has it. A digest that is no digest, or two that contradict
 * each other, are {@code BAD_PARAMETER}.
 */
public final class DigestHeaders {
    /** A member of a dictionary of byte sequences, RFC 8941 §3.2 and §3.3.5. */
    private static final Pattern MEMBER = Pattern.compile("\\s*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):\\s*");

    private static final Pattern HEXADECIMAL = Pattern.compile("([0-9A-Fa-f]{2})+");

    private final Map<Algorithm, String> digests = new EnumMap<>(Algorithm.class);

    private DigestHeaders() {}

    /** What the headers of a request announce. */
    public static AnnouncedDigests of(ServerRequest request) {
        DigestHeaders found = new DigestHeaders();
        for (String header : new String[] {"Repr-Digest", "Content-Digest"}) {
            String value = String.join(",", request.headers().header(header));
            if (!value.isEmpty()) {
                found.members(header, value);
            }
        }
        request.headers()
                .header("Content-MD5")
                .forEach(value -> found.base64("Content-MD5", Algorithm.MD5, value.trim()));
        for (Algorithm algorithm : Algorithm.values()) {
            request.headers().header(algorithm.header).forEach(value -> found.hexadecimal(algorithm, value.trim()));
        }
        return found.announced();
    }

    private AnnouncedDigests announced() {
        return digests.isEmpty()
                ? AnnouncedDigests.NONE
                : new AnnouncedDigests(
                        digests.get(Algorithm.MD5),
                        digests.get(Algorithm.SHA1),
                        digests.get(Algorithm.SHA256),
                        digests.get(Algorithm.SHA512));
    }

    private void members(String header, String value) {
        for (String part : value.split(",", -1)) {
            Matcher member = MEMBER.matcher(part);
            if (!member.matches()) {
                throw bad(header, part, "must be a list like sha-256=:BASE64:");
            }
            for (Algorithm algorithm : Algorithm.values()) {
                if (algorithm.name.equals(member.group(1))) {
                    base64(header, algorithm, member.group(2));
                }
            }
        }
    }

    private void base64(String header, Algorithm algorithm, String text) {
        try {
            announce(header, algorithm, text, Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException broken) {
            throw bad(header, text, "must be base64");
        }
    }

    private void hexadecimal(Algorithm algorithm, String text) {
        if (!HEXADECIMAL.matcher(text).matches()) {
            throw bad(algorithm.header, text, "must be hexadecimal");
        }
        announce(algorithm.header, algorithm, text, HexFormat.of().parseHex(text));
    }

    private void announce(String header, Algorithm algorithm, String text, byte[] digest) {
        if (digest.length != algorithm.bytes) {
            throw bad(header, text, "must have " + algorithm.bytes + " bytes for " + algorithm.name);
        }
        String hexadecimal = HexFormat.of().formatHex(digest);
        String before = digests.put(algorithm, hexadecimal);
        if (before != null && !before.equals(hexadecimal)) {
            throw bad(header, text, "contradicts another header");
        }
    }

    private static Refused bad(String header, String value, String rule) {
        return new Refused(WebFault.BAD_PARAMETER, header + " '" + Fault.bounded(value) + "' " + rule);
    }

    /** Those that we count, by their names of RFC 9530 §7.2. */
    private enum Algorithm {
        MD5("md5", "X-Checksum-Md5", 16),
        SHA1("sha", "X-Checksum-Sha1", 20),
        SHA256("sha-256", "X-Checksum-Sha256", 32),
        SHA512("sha-512", "X-Checksum-Sha512", 64);

        private final String name;
        private final String header;
        private final int bytes;

        Algorithm(String name, String header, int bytes) {
            this.name = name;
            this.header = header;
            this.bytes = bytes;
        }
    }
}
