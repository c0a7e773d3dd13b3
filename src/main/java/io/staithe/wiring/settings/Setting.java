package io.staithe.wiring.settings;

import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * One setting that the server knows: a component of a settings record, or of a record within one.
 *
 * @param name as it is written, with {@code *} for a name that is anybody's choice, and {@code [0]} for an index
 * @param type of its value
 * @param standard the text of its default; null where it is not set by default
 */
record Setting(String name, Class<?> type, @Nullable String standard) {
    private static final String ANY = "*";
    private static final String INDEXED = "[0]";
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    /** Those of a settings record, in its order. */
    static Stream<Setting> of(Class<?> record) {
        return of(prefix(record), record);
    }

    /** Where the settings of a record stand. */
    static String prefix(Class<?> record) {
        return Objects.requireNonNull(record.getAnnotation(ConfigurationProperties.class))
                .value();
    }

    /** Whether it has one value, in one place. */
    boolean isSingle() {
        return !isOfMany() && !type.equals(List.class) && !type.equals(Map.class);
    }

    /** Whether there is one for each element of a list or a map. */
    boolean isOfMany() {
        return name.contains(ANY) || name.contains("[");
    }

    /** Whether it is a list, or within one: of such, one source has all. */
    boolean isList() {
        return type.equals(List.class) || name.contains("[");
    }

    /** Whether it is a list of plain values in one place. */
    boolean isPlainList() {
        return type.equals(List.class) && !isOfMany();
    }

    /** The part of the name that everything it may be called begins with. */
    ConfigurationPropertyName root() {
        return ConfigurationPropertyName.of(name.replaceFirst("(\\.\\*|\\[).*$", ""));
    }

    /** Whether this is what a name means. */
    boolean isMeantBy(ConfigurationPropertyName given) {
        String[] own = name.replace("[", ".[").split("\\.");
        int extra = given.getNumberOfElements() - own.length;
        if (extra < 0 || extra > 1 || extra == 1 && !mayEndWith(given)) {
            return false;
        }
        for (int i = 0; i < own.length; i++) {
            boolean fits = switch (own[i]) {
                case ANY -> true;
                case INDEXED -> given.isNumericIndex(i);
                default -> uniform(own[i]).equals(given.getElement(i, Form.UNIFORM));
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private boolean mayEndWith(ConfigurationPropertyName given) {
        return type.equals(Map.class)
                || type.equals(List.class) && given.isNumericIndex(given.getNumberOfElements() - 1);
    }

    /** The parameters of a record's own constructor, which carry the defaults. */
    private static Stream<Setting> of(String prefix, Class<?> record) {
        Class<?>[] types = Stream.of(record.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return Stream.of(record.getDeclaredConstructor(types).getParameters())
                    .flatMap(parameter -> of(prefix + "." + kebab(parameter.getName()), parameter));
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Stream<Setting> of(String name, Parameter parameter) {
        Class<?> type = parameter.getType();
        if (type.isRecord()) {
            return of(name, type);
        }
        Class<?> element = element(parameter.getParameterizedType());
        if (element != null && element.isRecord()) {
            return type.equals(Map.class) ? of(name + "." + ANY, element) : of(name + INDEXED, element);
        }
        return Stream.of(new Setting(name, type, standard(parameter)));
    }

    /** Of a list's elements, or of a map's values. */
    private static @Nullable Class<?> element(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return arguments[arguments.length - 1] instanceof Class<?> element ? element : null;
        }
        return null;
    }

    /** An empty list or map is what is not set. */
    private static @Nullable String standard(Parameter parameter) {
        DefaultValue value = parameter.getAnnotation(DefaultValue.class);
        return value == null || value.value().length == 0 ? null : String.join(",", value.value());
    }

    private static String kebab(String name) {
        return HUMP.matcher(name).replaceAll("$1-$2").toLowerCase(Locale.ROOT);
    }

    private static String uniform(String element) {
        return element.replace("-", "");
    }
}
