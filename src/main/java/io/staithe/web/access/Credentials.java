package io.staithe.web.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The secret of an {@code Authorization} header: that of Bearer (RFC 6750), or the password of Basic (RFC 7617). */
final class Credentials {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private Credentials() {}

    /** The secret; null where there is none, or more than one header. */
    static @Nullable String secret(List<String> headers) {
        String header = headers.size() == 1 ? headers.get(0) : "";
        String secret = null;
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            secret = header.substring(BEARER.length()).strip();
        } else if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            secret = password(header.substring(BASIC.length()).strip());
        }
        return secret == null || secret.isEmpty() ? null : secret;
    }

    private static @Nullable String password(String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = both.indexOf(':');
            return colon < 0 ? null : both.substring(colon + 1);
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }
}
