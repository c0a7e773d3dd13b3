package io.staithe.events;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/**
 * Something that happened: written in the transaction of what it tells, numbered afterwards.
 *
 * @param number its place in the feed, and its id; events of one repository, or of one publication, are numbered in
 *     the order in which they happened
 * @param at the database's time when its transaction began
 * @param type one of {@link EventType}, or of a newer release's
 * @param subject what it is about, such as {@code repository/main}
 * @param data JSON
 */
public record Event(long number, Instant at, String type, String subject, String data) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The whole as JSON of CloudEvents 1.0 (structured mode), where the server is reached at this address. */
    public String json(String server) {
        return json(server, Long.toString(number));
    }

    /** The same under another id, for what is not in the feed. */
    public String json(String server, String id) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("specversion", "1.0");
        members.put("id", id);
        members.put("source", server + "/v1/events");
        members.put("type", type);
        members.put("subject", subject);
        members.put("time", at.toString());
        members.put("datacontenttype", "application/json");
        members.put("data", new RawValue(data));
        return JSON.writeValueAsString(members);
    }
}
