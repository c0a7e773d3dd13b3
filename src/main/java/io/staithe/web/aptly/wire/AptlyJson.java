package io.staithe.web.aptly.wire;

import io.staithe.fault.Broken;
import io.staithe.web.WebFault;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as aptly writes it: compact, members in the order in which they are put, and {@code < > &} and the two line
 * separators of Unicode escaped with lower-case hexadecimal digits.
 */
public final class AptlyJson {
    /** The header of every JSON answer. */
    public static final String CONTENT_TYPE = "application/json; charset=utf-8";

    private static final int MAX_DEPTH = 64;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .characterEscapes(new Escapes())
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AptlyJson() {}

    /** A new object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The text of a value. */
    public static String write(@Nullable JsonNode value) {
        return value == null ? "null" : MAPPER.writeValueAsString(value);
    }

    /** The first JSON value of a text that a client sent; throws Jackson's exception where there is none. */
    static JsonNode read(byte[] text) {
        return MAPPER.readTree(text);
    }

    /** A value of the domain as a tree, with the names of its components. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** JSON that this product wrote itself, into a row of a task; anything else is our failure. */
    public static JsonNode own(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException broken) {
            throw new Broken(WebFault.INTERNAL, "a task's stored value is not JSON", broken);
        }
    }

    /** The escapes of Go's encoder for HTML. */
    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final Map<Integer, SerializedString> TEXTS = Map.of(
                (int) '<',
                new SerializedString("\\u003c"),
                (int) '>',
                new SerializedString("\\u003e"),
                (int) '&',
                new SerializedString("\\u0026"),
                0x2028,
                new SerializedString("\\u2028"),
                0x2029,
                new SerializedString("\\u2029"));

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
            codes['<'] = ESCAPE_CUSTOM;
            codes['>'] = ESCAPE_CUSTOM;
            codes['&'] = ESCAPE_CUSTOM;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return TEXTS.get(character);
        }
    }
}
