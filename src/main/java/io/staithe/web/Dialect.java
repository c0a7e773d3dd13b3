package io.staithe.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/** How one face of the server tells failures; pure, so that a table can prove that every fault can be told. */
public interface Dialect {
    /** Whether requests under this path are answered in this dialect. */
    boolean speaks(String path);

    /** The answer that tells a problem. */
    Rendering render(Problem problem, HttpMethod method, String path);

    /**
     * An answer.
     *
     * @param status the status of HTTP
     * @param contentType the header as it is sent
     * @param body the text
     * @param reason the words beside the status; null for those that everybody knows
     */
    record Rendering(
            int status,
            String contentType,
            String body,
            @Nullable String reason) {
        /** An answer with the words that everybody knows. */
        public Rendering(int status, String contentType, String body) {
            this(status, contentType, body, null);
        }
    }
}
