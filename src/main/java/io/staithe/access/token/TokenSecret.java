package io.staithe.access.token;

import io.staithe.access.AccessFault;
import io.staithe.fault.Refused;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The secret of a token: {@code staithe_}, 43 random letters and digits (256 bits), and six that check them (CRC-32),
 * so that scanners find what leaked, and what was mistyped is not looked up.
 */
public final class TokenSecret {
    /** What secret scanners look for. */
    public static final String PREFIX = "staithe_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM = 43;
    private static final int CHECK = 6;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9A-Za-z]{" + (RANDOM + CHECK) + "}");

    private final String text;

    private TokenSecret(String text) {
        this.text = text;
    }

    /** A new one. */
    public static TokenSecret fresh(SecureRandom random) {
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM; i++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return new TokenSecret(text.append(check(text.toString())).toString());
    }

    /** The one that a text is; {@code BAD_TOKEN}, without the text. */
    public static TokenSecret parse(String text) {
        if (!isOne(text)) {
            throw new Refused(AccessFault.BAD_TOKEN, "a secret must be " + PREFIX + " and what follows it, unchanged");
        }
        return new TokenSecret(text);
    }

    /** Whether a text has the form of one. */
    public static boolean isOne(String text) {
        int end = text.length() - CHECK;
        return FORM.matcher(text).matches() && check(text.substring(0, end)).equals(text.substring(end));
    }

    private static String check(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.US_ASCII));
        long left = sum.getValue();
        char[] check = new char[CHECK];
        for (int i = CHECK - 1; i >= 0; i--) {
            check[i] = DIGITS.charAt((int) (left % DIGITS.length()));
            left /= DIGITS.length();
        }
        return new String(check);
    }

    /** The secret itself: shown once, never logged or kept. */
    public String reveal() {
        return text;
    }

    /** What is kept of it. */
    public SecretHash hash() {
        return SecretHash.of(text);
    }

    /** Never tells the secret. */
    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
