package io.staithe.web.aptly.wire;

import io.staithe.fault.Refused;
import io.staithe.web.WebFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The members of a request, of a JSON object or of a form: found without regard to case, unknown ones ignored,
 * {@code null} as if absent. A member of the wrong type is refused with {@code BAD_BODY}, in words like aptly's.
 */
public final class Fields {
    private static final Set<String> TRUE = Set.of("1", "t", "true");
    private static final Set<String> FALSE = Set.of("0", "f", "false", "");

    private final String name;
    private final boolean form;
    private final Map<String, JsonNode> members;

    private Fields(String name, boolean form, Map<String, JsonNode> members) {
        this.name = name;
        this.form = form;
        this.members = members;
    }

    /**
     * The members of a JSON object.
     *
     * @param name what messages call the whole
     */
    static Fields ofJson(String name, JsonNode value) {
        if (!value.isObject() && !value.isNull()) {
            throw refused("json: cannot unmarshal " + kind(value) + " into Go value of type " + name);
        }
        Map<String, JsonNode> members = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        value.properties().stream()
                .filter(member -> !member.getValue().isNull())
                .forEach(member -> members.put(member.getKey(), member.getValue()));
        return new Fields(name, false, members);
    }

    /**
     * The members of each object of a JSON array.
     *
     * @param name what messages call an element
     */
    static List<Fields> ofArray(String name, JsonNode value) {
        if (!value.isArray()) {
            throw refused("json: cannot unmarshal " + kind(value) + " into Go value of type []" + name);
        }
        List<Fields> elements = new ArrayList<>(value.size());
        value.forEach(element -> elements.add(ofJson(name, element)));
        return elements;
    }

    /** The members of a form; a name that repeats is a list. */
    static Fields ofForm(String name, Map<String, List<String>> form) {
        Map<String, JsonNode> members = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        form.forEach((member, values) -> {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            values.forEach(list::add);
            members.put(member, list);
        });
        return new Fields(name, true, members);
    }

    /** A text; null where it is absent. */
    public @Nullable String text(String member) {
        JsonNode value = members.get(member);
        return value == null ? null : text(member, value);
    }

    /** A text; the fallback where it is absent. */
    public String text(String member, String fallback) {
        String value = text(member);
        return value == null ? fallback : value;
    }

    /** A text that must be there and not empty; else {@code MISSING_MEMBER}. */
    public String requiredText(String member) {
        String value = text(member);
        if (value == null || value.isEmpty()) {
            throw missing(member);
        }
        return value;
    }

    /** A flag; null where it is absent. */
    public @Nullable Boolean flag(String member) {
        JsonNode value = members.get(member);
        if (value == null) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        String text = form ? text(member, value).toLowerCase(Locale.ROOT) : "?";
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return TRUE.contains(text);
        }
        throw wrongType(member, value, "bool");
    }

    /** A flag; off where it is absent. */
    public boolean isOn(String member) {
        return Boolean.TRUE.equals(flag(member));
    }

    /** Texts in their order; none where the member is absent. */
    public List<String> texts(String member) {
        return elements(member, "[]string", element -> text(member, element));
    }

    /** Texts in their order; an absent member is {@code MISSING_MEMBER}, an empty list is not. */
    public List<String> requiredTexts(String member) {
        if (!members.containsKey(member)) {
            throw missing(member);
        }
        return texts(member);
    }

    /** Objects in their order; an absent member is {@code MISSING_MEMBER}, an empty list is not. */
    public List<Fields> requiredObjects(String member) {
        if (!members.containsKey(member)) {
            throw missing(member);
        }
        return elements(member, "[]struct", element -> ofJson(name + "." + member, element));
    }

    /** Whether the member is there. */
    public boolean has(String member) {
        return members.containsKey(member);
    }

    /** An object; null where it is absent. */
    public @Nullable Fields object(String member) {
        JsonNode value = members.get(member);
        return value == null ? null : ofJson(name + "." + member, value);
    }

    private <T> List<T> elements(String member, String type, Function<JsonNode, T> reading) {
        JsonNode value = members.get(member);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrongType(member, value, type);
        }
        List<T> elements = new ArrayList<>(value.size());
        value.forEach(element -> elements.add(reading.apply(element)));
        return elements;
    }

    private String text(String member, JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        if (form && value.isArray()) {
            return value.get(0).stringValue();
        }
        if (!value.isString()) {
            throw wrongType(member, value, "string");
        }
        return value.stringValue();
    }

    private Refused wrongType(String member, JsonNode value, String type) {
        return refused("json: cannot unmarshal " + kind(value) + " into Go struct field " + name + "." + member
                + " of type " + type);
    }

    private Refused missing(String member) {
        return new Refused(
                WebFault.MISSING_MEMBER,
                "Key: '" + name + "." + member + "' Error:Field validation for '" + member
                        + "' failed on the 'required' tag");
    }

    private static Refused refused(String message) {
        return new Refused(WebFault.BAD_BODY, message);
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
            case NULL, MISSING -> "null";
        };
    }
}
