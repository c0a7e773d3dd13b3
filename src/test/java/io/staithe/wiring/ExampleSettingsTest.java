package io.staithe.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** The example file shows every setting there is, none that is not, each with a comment and its default. */
final class ExampleSettingsTest {
    private static final Path EXAMPLE = Path.of("config/staithe.example.yml");
    private static final Pattern COMMENTED_OUT = Pattern.compile("^( *)#(?=[a-z])", Pattern.MULTILINE);

    @Test
    void everySettingIsInTheExample() throws IOException {
        Set<String> known = new TreeSet<>();
        settings().flatMap(ExampleSettingsTest::keys).forEach(known::add);
        Set<String> shown = example().keySet().stream()
                .filter(key -> key.startsWith("staithe."))
                .map(key -> key.replaceAll("\\[\\d+].*$", ""))
                .collect(Collectors.toSet());
        assertThat(shown).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void everySettingHasACommentAboveIt() throws IOException {
        String previous = "";
        for (String line : Files.readAllLines(EXAMPLE)) {
            if (COMMENTED_OUT.matcher(line).find()) {
                assertThat(previous).as("the line above '%s'", line).matches(" *#.*");
            }
            previous = line;
        }
    }

    @Test
    void theExampleAsItStandsSetsNothing() throws IOException {
        assertThat(properties(Files.readString(EXAMPLE))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theExampleShowsTheDefaults(Class<?> record) throws IOException {
        Object defaults = bind(record, Map.of());
        Map<String, String> shown = example().entrySet().stream()
                .filter(entry -> hasDefault(defaults, prefix(record), entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(bind(record, shown)).isEqualTo(defaults);
    }

    static Stream<Class<?>> settings() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("io.staithe").stream()
                .map(found -> String.valueOf(found.getBeanClassName()))
                .sorted()
                .map(ExampleSettingsTest::load);
    }

    static Stream<String> keys(Class<?> record) {
        return keys(prefix(record), record);
    }

    private static boolean hasDefault(Object record, String prefix, String key) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = prefix + "." + kebab(component.getName());
            if (key.equals(name) || key.startsWith(name + ".") || key.startsWith(name + "[")) {
                Object value = value(component, record);
                return component.getType().isRecord() && value != null
                        ? hasDefault(value, name, key)
                        : !isNothing(value);
            }
        }
        return false;
    }

    private static boolean isNothing(@Nullable Object value) {
        return value == null || value.equals("") || value.equals(List.of()) || value.equals(Map.of());
    }

    private static @Nullable Object value(RecordComponent component, Object record) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Object bind(Class<?> record, Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate(prefix(record), Bindable.of(record));
    }

    private static Map<String, String> example() throws IOException {
        return properties(COMMENTED_OUT.matcher(Files.readString(EXAMPLE)).replaceAll("$1"));
    }

    /** The keys and values of a YAML text; keys without a value are headings. */
    private static Map<String, String> properties(String yaml) {
        YamlPropertiesFactoryBean reader = new YamlPropertiesFactoryBean();
        reader.setResources(new ByteArrayResource(yaml.getBytes(UTF_8)));
        Properties read = reader.getObject();
        assertThat(read).isNotNull();
        return read.entrySet().stream()
                .filter(entry -> !"".equals(entry.getValue()))
                .collect(Collectors.toMap(entry -> (String) entry.getKey(), entry -> String.valueOf(entry.getValue())));
    }

    private static Stream<String> keys(String prefix, Class<?> record) {
        return Stream.of(record.getRecordComponents()).flatMap(component -> {
            String name = prefix + "." + kebab(component.getName());
            if (component.getType().equals(Map.class)) {
                return keys(name + ".www", valueType(component));
            }
            return component.getType().isRecord() ? keys(name, component.getType()) : Stream.of(name);
        });
    }

    /** The type of the values of a map by names that are anybody's choice; the example chose one. */
    private static Class<?> valueType(RecordComponent component) {
        return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String prefix(Class<?> record) {
        return record.getAnnotation(ConfigurationProperties.class).value();
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
