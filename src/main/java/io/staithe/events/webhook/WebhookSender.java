package io.staithe.events.webhook;

import java.util.Map;
import reactor.core.publisher.Mono;

/** Sends letters over HTTP. */
public interface WebhookSender {
    /**
     * Posts a letter once, following no redirect, within a bounded time, and emits how it was answered; what goes wrong
     * is an answer too. Never to an address that webhooks may not reach. A cancel closes the connection.
     */
    Mono<Reply> post(Letter letter);

    /** A body in UTF-8, and headers for it. */
    record Letter(String url, Map<String, String> headers, String body) {
        /** Copies the headers. */
        public Letter {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * An answer.
     *
     * @param status 0 where there was none
     * @param reason in words, bounded
     * @param text the beginning of its body
     */
    record Reply(int status, String reason, String text) {
        /** An answer whose body does not matter. */
        public Reply(int status, String reason) {
            this(status, reason, "");
        }

        /** Whether the letter was taken. */
        public boolean isTaken() {
            return status / 100 == 2;
        }
    }
}
