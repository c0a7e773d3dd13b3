package io.staithe.faults.calls;

import io.staithe.faults.history.Operation.Outcome;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** An answer that came whole. */
record Reply(int status, HttpHeaders headers, byte[] body) {
    static final JsonMapper JSON = new JsonMapper();

    /** What its status says of the call. */
    Outcome outcome() {
        if (status / 100 == 2) {
            return Outcome.DONE;
        }
        return status / 100 == 4 ? Outcome.REFUSED : Outcome.UNKNOWN;
    }

    /** Its body as JSON; nothing where it is none. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JacksonException other) {
            return MissingNode.getInstance();
        }
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
