package io.staithe.events.webhook;

import io.staithe.fault.Refused;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a webhook is signed with: 16 to 200 visible characters of ASCII, which no log shows. */
public record Secret(String value) {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{16,200}");
    private static final String ALGORITHM = "HmacSHA256";

    /** Refuses what is too short, or is not the same bytes everywhere. */
    public Secret {
        if (!FORM.matcher(value).matches()) {
            throw new Refused(
                    WebhookFault.BAD_SECRET, "the secret must be 16 to 200 visible characters of ASCII without spaces");
        }
    }

    /** The header {@code Staithe-Signature}: HMAC-SHA256 (RFC 2104) over the seconds, a dot and the body. */
    public String signature(Instant now, String body) {
        String seconds = Long.toString(now.getEpochSecond());
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(value.getBytes(StandardCharsets.US_ASCII), ALGORITHM));
            byte[] code = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(code);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, broken);
        }
    }

    @Override
    public String toString() {
        return "Secret[]";
    }
}
