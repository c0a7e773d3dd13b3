package io.staithe.intake.session;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of a session, which nobody can guess.
 *
 * @param value 32 lower-case hexadecimal digits
 */
public record SessionId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    /** Anything else is no session: {@link SessionFault#UNKNOWN_SESSION}. */
    public SessionId {
        if (!FORM.matcher(value).matches()) {
            throw unknown(value);
        }
    }

    /** A name that no session has. */
    static SessionId fresh() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new SessionId(HexFormat.of().formatHex(bytes));
    }

    /** The refusal of a name that no session of the caller has. */
    static Refused unknown(String value) {
        return new Refused(
                SessionFault.UNKNOWN_SESSION,
                "there is no upload '" + Fault.bounded(value) + "'; it may have expired or been ended");
    }

    @Override
    public String toString() {
        return value;
    }
}
