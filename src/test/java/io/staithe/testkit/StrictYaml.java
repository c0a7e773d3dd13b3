package io.staithe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML of plain values, in which no key stands twice; what is not of the asked shape fails the test. */
public final class StrictYaml {
    private StrictYaml() {}

    /** All documents of a file. */
    public static List<Map<String, Object>> documents(Path file) throws IOException {
        return documents(Files.readString(file));
    }

    /** All documents of a text. */
    public static List<Map<String, Object>> documents(String text) {
        List<Map<String, Object>> documents = new ArrayList<>();
        parser().loadAll(text).forEach(each -> documents.add(map(each)));
        return documents;
    }

    /** The only document of a file. */
    public static Map<String, Object> document(Path file) throws IOException {
        List<Map<String, Object>> documents = documents(file);
        assertThat(documents).as(file.toString()).hasSize(1);
        return documents.get(0);
    }

    /** The only document of a text. */
    public static Map<String, Object> document(String text) {
        return map(parser().load(text));
    }

    /** The map below a key, or below several, one in the other. */
    public static Map<String, Object> map(Object parent, String... keys) {
        Object value = parent;
        for (String key : keys) {
            value = map(value).get(key);
        }
        return map(value);
    }

    /** The list of maps below a key. */
    public static List<Map<String, Object>> maps(Object parent, String key) {
        return list(parent, key).stream().map(each -> map(each)).toList();
    }

    /** The list below a key. */
    @SuppressWarnings("unchecked")
    public static List<Object> list(Object parent, String key) {
        Object value = map(parent).get(key);
        assertThat(value).as(key).isInstanceOf(List.class);
        return (List<Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) value;
    }

    private static Yaml parser() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }
}
