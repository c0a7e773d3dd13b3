package io.staithe.events.webhook;

import io.staithe.events.Filter;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody to be told, and how that goes.
 *
 * @param caller who registered it
 * @param position the last event that was delivered, passed over or given up
 * @param failures how many attempts have failed since the last delivery
 * @param lastFailure why the last of them did; null where none has since the last delivery
 * @param dueAt when the next attempt is, where there is something to tell
 * @param deliveredAt when something was delivered last; null before
 * @param deadLetters how many events it did not take in time
 * @param lost how many events were forgotten before it took them
 */
public record Webhook(
        long id,
        String url,
        Filter filter,
        boolean enabled,
        String caller,
        Instant createdAt,
        long position,
        int failures,
        @Nullable String lastFailure,
        Instant dueAt,
        @Nullable Instant deliveredAt,
        long deadLetters,
        long lost) {
    private static final int LONGEST = 2000;

    /** The address, if it is an absolute one of HTTP without a user or a fragment; {@code BAD_URL}. */
    public static String checked(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme());
            boolean fits = (scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && url.length() <= LONGEST;
            if (fits) {
                return uri.toASCIIString();
            }
        } catch (URISyntaxException broken) {
            throw bad(url);
        }
        throw bad(url);
    }

    private static Refused bad(String url) {
        return new Refused(
                WebhookFault.BAD_URL,
                "url '" + Fault.bounded(url) + "' must be http:// or https:// with a host, without a user or a"
                        + " fragment, of at most " + LONGEST + " characters");
    }

    /**
     * A webhook to come.
     *
     * @param enabled whether it is told from the beginning
     * @param requestKey by which its creation may be repeated; null for none
     */
    public record Draft(
            String url,
            Secret secret,
            Filter filter,
            boolean enabled,
            @Nullable String requestKey) {
        /** Refuses an address that cannot be one. */
        public Draft {
            url = checked(url);
        }
    }

    /** What is to change of a webhook; null where it stays. */
    public record Edit(
            @Nullable String url,
            @Nullable Secret secret,
            @Nullable Filter filter,
            @Nullable Boolean enabled) {
        /** Refuses an address that cannot be one. */
        public Edit {
            url = url == null ? null : checked(url);
        }
    }
}
