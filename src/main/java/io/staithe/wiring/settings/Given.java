package io.staithe.wiring.settings;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * What files, environment and arguments give; where several give a name, the first has the word.
 *
 * <p>What is shown of a value never has a password in it.
 */
final class Given {
    private static final Pattern SECRET = Pattern.compile("(password|passphrase|secret|token|privatekey)");
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@?]*@");
    private static final Pattern PASSWORD = Pattern.compile("(?<=[?&]password=)[^&]*", Pattern.CASE_INSENSITIVE);
    private static final String HIDDEN = "******";
    /** Others, such as Kubernetes and the commands, write there as well. */
    private static final Set<String> SHARED = Set.of(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

    private final ConfigurableEnvironment environment;
    private final List<ConfigurationPropertySource> sources;

    Given(ConfigurableEnvironment environment) {
        this.environment = environment;
        this.sources = StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .toList();
    }

    /** The sources without some names. */
    List<ConfigurationPropertySource> without(Set<ConfigurationPropertyName> names) {
        return sources.stream()
                .map(source -> source.filter(name -> !names.contains(name)))
                .toList();
    }

    /** What is given for a setting, by the names that say so; a list is of the first source that has some of it. */
    Map<ConfigurationPropertyName, ConfigurationProperty> of(Setting setting) {
        Map<ConfigurationPropertyName, ConfigurationProperty> found = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : sources) {
            candidates(source, setting).forEach(name -> {
                ConfigurationProperty property = source.getConfigurationProperty(name);
                if (property != null) {
                    found.putIfAbsent(name, property);
                }
            });
            if (setting.isList() && !found.isEmpty()) {
                break;
            }
        }
        return found;
    }

    private static Stream<ConfigurationPropertyName> candidates(ConfigurationPropertySource source, Setting setting) {
        ConfigurationPropertyName root = setting.root();
        if (setting.isSingle()) {
            return Stream.of(root);
        }
        if (setting.isPlainList()) {
            Stream<ConfigurationPropertyName> elements = IntStream.iterate(0, i -> i + 1)
                    .mapToObj(i -> root.append("[" + i + "]"))
                    .takeWhile(name -> source.getConfigurationProperty(name) != null);
            return Stream.concat(Stream.of(root), elements);
        }
        return names(Stream.of(source), root).filter(setting::isMeantBy);
    }

    /** Every name that is given below another, each once, in their order. */
    Stream<ConfigurationPropertyName> below(ConfigurationPropertyName root) {
        return names(sources.stream(), root);
    }

    /** The same, of files and arguments alone. */
    Stream<ConfigurationPropertyName> writtenBelow(ConfigurationPropertyName root) {
        return names(
                sources.stream()
                        .filter(source -> source.getUnderlyingSource() instanceof PropertySource<?> underlying
                                && !SHARED.contains(underlying.getName())),
                root);
    }

    /** What has the word for a name; null where nothing has. */
    @Nullable
    ConfigurationProperty property(ConfigurationPropertyName name) {
        return sources.stream()
                .map(source -> source.getConfigurationProperty(name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The value as it may be shown. */
    String shown(ConfigurationProperty property) {
        String value = environment.resolvePlaceholders(String.valueOf(property.getValue()));
        String last = property.getName().getLastElement(Form.UNIFORM);
        boolean isSecret = SECRET.matcher(last).find() && !last.endsWith("file") || value.contains("-----BEGIN");
        if (isSecret) {
            return HIDDEN;
        }
        String anonymous = USER_INFO.matcher(value).replaceAll(HIDDEN + "@");
        return PASSWORD.matcher(anonymous).replaceAll(HIDDEN);
    }

    /** Where it is given, in the words of whoever gave it. */
    static String source(ConfigurationProperty property) {
        Origin origin = property.getOrigin();
        Origin exact =
                origin instanceof PropertySourceOrigin outer && outer.getOrigin() != null ? outer.getOrigin() : origin;
        if (exact instanceof TextResourceOrigin text) {
            return text.toString().startsWith("class path resource") ? "default" : text.toString();
        }
        if (exact instanceof SystemEnvironmentOrigin variable) {
            return "environment " + variable.getProperty();
        }
        if (exact instanceof PropertySourceOrigin named) {
            String source = named.getPropertySource().getName();
            return source.equals(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME) ? "command line" : source;
        }
        return String.valueOf(exact);
    }

    private static Stream<ConfigurationPropertyName> names(
            Stream<ConfigurationPropertySource> sources, ConfigurationPropertyName root) {
        return sources.filter(IterableConfigurationPropertySource.class::isInstance)
                .map(IterableConfigurationPropertySource.class::cast)
                .flatMap(IterableConfigurationPropertySource::stream)
                .filter(root::isAncestorOf)
                .distinct()
                .sorted(Comparator.naturalOrder());
    }
}
