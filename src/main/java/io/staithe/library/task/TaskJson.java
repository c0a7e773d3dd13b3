package io.staithe.library.task;

import tools.jackson.databind.json.JsonMapper;

/**
 * Payloads, values and events of this room as JSON. Unknown members are ignored, so that newer payloads stay readable.
 */
public final class TaskJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private TaskJson() {}

    /** A record as JSON. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** A record from JSON. */
    public static <T> T read(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }
}
