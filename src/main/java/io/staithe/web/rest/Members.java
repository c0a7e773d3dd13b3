package io.staithe.web.rest;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.web.SmallBody;
import io.staithe.web.WebFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The members of a JSON object that a request brings: an absent one is null, and {@code null} means back to the
 * default, as in a merge patch (RFC 7396). A member of the wrong type, or one that nobody asked for, is
 * {@code BAD_BODY}.
 */
final class Members {
    private static final int MAX_BYTES = 64 * 1024;

    private final String path;
    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();

    private Members(String path, JsonNode object) {
        if (!object.isObject()) {
            throw refused((path.isEmpty() ? "the body" : "'" + path + "'") + " must be a JSON object");
        }
        this.path = path;
        this.object = object;
    }

    /** The members of the body, at most 64 KiB; none where there is no body. */
    static Mono<Members> of(ServerRequest request) {
        return bytes(request.body(BodyExtractors.toDataBuffers()))
                .map(Members::parsed)
                .switchIfEmpty(Mono.fromSupplier(() -> new Members("", JsonNodeFactory.instance.objectNode())));
    }

    /** A body of at most 64 KiB; empty where there is none. */
    static Mono<byte[]> bytes(Flux<DataBuffer> body) {
        return SmallBody.read(body, MAX_BYTES);
    }

    /** A text; null where it is absent, empty where it is {@code null}. */
    @Nullable
    String text(String name) {
        return value(name, "", (member, value) -> value.isString() ? value.stringValue() : wrong(member, "a string"));
    }

    /** A text, or true for one that is given here; null where it is absent, empty where it is false or {@code null}. */
    @Nullable
    String text(String name, String ofTrue) {
        return value(name, "", (member, value) -> {
            if (value.isBoolean()) {
                return value.booleanValue() ? ofTrue : "";
            }
            return value.isString() ? value.stringValue() : wrong(member, "a string or a boolean");
        });
    }

    /** A flag; null where it is absent, false where it is {@code null}. */
    @Nullable
    Boolean flag(String name) {
        return flag(name, false);
    }

    /** A flag; null where it is absent, as told where it is {@code null}. */
    @Nullable
    Boolean flag(String name, boolean whenNull) {
        return value(
                name,
                whenNull,
                (member, value) -> value.isBoolean() ? value.booleanValue() : wrong(member, "a boolean"));
    }

    /** A whole number; null where it is absent, zero where it is {@code null}. */
    @Nullable
    Long number(String name) {
        return value(
                name,
                0L,
                (member, value) -> value.isIntegralNumber() && value.canConvertToLong()
                        ? (Long) value.longValue()
                        : this.<Long>wrong(member, "a whole number"));
    }

    /** A duration such as {@code 7d}, {@code 500ms} or {@code PT1H}; null where it is absent. */
    @Nullable
    Duration duration(String name, @Nullable Duration ofNull) {
        return value(name, ofNull, this::duration);
    }

    /** Texts in their order; null where they are absent, none where the member is {@code null}. */
    @Nullable
    List<String> texts(String name) {
        return value(name, List.of(), this::texts);
    }

    /** Objects in their order; none where they are absent or {@code null}. */
    List<Members> objects(String name) {
        List<Members> objects = value(name, List.of(), this::objects);
        return objects == null ? List.of() : objects;
    }

    private List<Members> objects(String name, JsonNode value) {
        List<Members> objects = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : this.<JsonNode>wrong(name, "an array of objects")) {
            objects.add(new Members(full(name) + "[" + objects.size() + "]", element));
        }
        return objects;
    }

    /** An object; without members where it is absent or {@code null}. */
    Members object(String name) {
        JsonNode empty = JsonNodeFactory.instance.objectNode();
        JsonNode found = value(name, empty, (member, value) -> value);
        return new Members(full(name), found == null ? empty : found);
    }

    /** Whether a member is there, of whatever type. */
    boolean has(String name) {
        return object.has(name);
    }

    /** Whether a member is there as {@code null}. */
    boolean isNull(String name) {
        JsonNode value = object.get(name);
        return value != null && value.isNull();
    }

    /** Refuses the members that were not asked for. */
    void refuseOthers() {
        for (String name : object.propertyNames()) {
            if (!asked.contains(name)) {
                throw refused("there is no member '" + Fault.bounded(full(name)) + "'");
            }
        }
    }

    private <T> @Nullable T value(String name, @Nullable T ofNull, BiFunction<String, JsonNode, @Nullable T> reading) {
        asked.add(name);
        JsonNode value = object.get(name);
        if (value == null) {
            return null;
        }
        return value.isNull() ? ofNull : reading.apply(name, value);
    }

    private Duration duration(String name, JsonNode value) {
        try {
            return DurationStyle.detectAndParse(value.isString() ? value.stringValue() : "?");
        } catch (IllegalArgumentException | ArithmeticException broken) {
            return wrong(name, "a duration such as 7d, 500ms or PT1H");
        }
    }

    private List<String> texts(String name, JsonNode value) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : this.<JsonNode>wrong(name, "an array of strings")) {
            texts.add(element.isString() ? element.stringValue() : this.<String>wrong(name, "an array of strings"));
        }
        return texts;
    }

    private <T> T wrong(String name, String rule) {
        throw refused("'" + full(name) + "' must be " + rule);
    }

    private String full(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static Members parsed(byte[] bytes) {
        try {
            return new Members("", RestJson.read(bytes));
        } catch (JacksonException broken) {
            throw refused("the body is no JSON: " + Fault.bounded(broken.getOriginalMessage()));
        }
    }

    private static Refused refused(String message) {
        return new Refused(WebFault.BAD_BODY, message);
    }
}
