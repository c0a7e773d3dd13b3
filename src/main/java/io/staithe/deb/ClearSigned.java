package io.staithe.deb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The cleartext signature framework (RFC 9580, section 7): takes the signed text out of its frame and refuses whatever
 * stands around it. It verifies nothing.
 */
public final class ClearSigned {
    private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String BEGIN_SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
    private static final String END_SIGNATURE = "-----END PGP SIGNATURE-----";
    private static final Pattern HASH = Pattern.compile("Hash: [A-Za-z0-9, -]++");
    private static final Pattern ARMOR = Pattern.compile("[A-Za-z0-9+/=]{0,76}|(?:Version|Comment): .*");
    private static final Pattern BLANKS_AT_END = Pattern.compile("[ \\t]++$");

    private ClearSigned() {}

    /** Whether a file claims to be signed: whatever has the mark anywhere is no unsigned file. */
    public static boolean isSigned(byte[] file) {
        return new String(file, ISO_8859_1).contains("-----BEGIN PGP");
    }

    /** The signed text of a clear-signed file; a file that is not signed as it is. */
    public static byte[] text(byte[] file) {
        return isSigned(file) ? parts(file).text() : file;
    }

    /** The signed text and the armored signature of a clear-signed file; any other file is refused. */
    public static Parts parts(byte[] file) {
        String all = new String(file, ISO_8859_1);
        if (!all.startsWith(BEGIN + "\n")) {
            throw around(all.substring(0, Math.max(0, all.indexOf('\n'))));
        }
        List<String> lines = List.of(all.split("\n", -1));
        int signature = lines.indexOf(BEGIN_SIGNATURE);
        if (signature < 0) {
            throw broken("'" + BEGIN_SIGNATURE + "' is missing");
        }
        checkSignature(lines.subList(signature + 1, lines.size()));
        byte[] armor = String.join("\n", lines.subList(signature, lines.size())).getBytes(ISO_8859_1);
        return new Parts(signedText(lines.subList(1, signature)).getBytes(ISO_8859_1), armor);
    }

    /**
     * What a clear-signed file is made of.
     *
     * @param text the lines without blanks at their ends, each ended by a newline
     * @param signature the block of ASCII armor
     */
    public record Parts(byte[] text, byte[] signature) {}

    private static String signedText(List<String> lines) {
        int empty = lines.indexOf("");
        if (empty < 0) {
            throw broken("an empty line must stand before the signed text");
        }
        for (String header : lines.subList(0, empty)) {
            if (!HASH.matcher(header).matches()) {
                throw broken("header '" + Fault.bounded(header) + "' must be 'Hash: names'");
            }
        }
        StringBuilder text = new StringBuilder();
        for (String line : lines.subList(empty + 1, lines.size())) {
            if (line.startsWith("-") && !line.startsWith("- ")) {
                throw broken("line '" + Fault.bounded(line) + "' must be escaped by '- '");
            }
            String plain = line.startsWith("- ") ? line.substring(2) : line;
            text.append(BLANKS_AT_END.matcher(plain).replaceFirst("")).append('\n');
        }
        return text.toString();
    }

    private static void checkSignature(List<String> lines) {
        int end = lines.indexOf(END_SIGNATURE);
        if (end < 0) {
            throw broken("'" + END_SIGNATURE + "' is missing");
        }
        for (String line : lines.subList(0, end)) {
            if (!ARMOR.matcher(line).matches()) {
                throw broken("line '" + Fault.bounded(line) + "' must be ASCII armor");
            }
        }
        for (String line : lines.subList(end + 1, lines.size())) {
            if (!line.isEmpty()) {
                throw around(line);
            }
        }
    }

    private static Refused broken(String what) {
        return new Refused(DebFault.BAD_CLEAR_SIGNATURE, "clear-signed text: " + what);
    }

    private static Refused around(String line) {
        return new Refused(
                DebFault.TEXT_AROUND_SIGNATURE,
                "line '" + Fault.bounded(line) + "' must not stand before or after the signed message");
    }
}
