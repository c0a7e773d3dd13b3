package io.staithe.web;

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
     */
    record Rendering(int status, String contentType, String body) {}
}
