package io.staithe.publish;

import io.staithe.queue.Task;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Payloads and values of publishing tasks as JSON. Members that an older release wrote may be absent. */
public final class Payloads {
    /** The version of the payloads that are written now. */
    public static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Payloads() {}

    /** Any record of this room as JSON. */
    public static String write(Object value) {
        return JSON.writeValueAsString(value);
    }

    /** What a task was given. */
    public static <T> T of(Task task, Class<T> type) {
        return read(task.payload(), type);
    }

    /** A record of this room from JSON. */
    public static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JacksonException broken) {
            throw new IllegalStateException("not a " + type.getSimpleName() + " in JSON", broken);
        }
    }
}
