package io.staithe.wiring.settings;

import io.staithe.fault.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.unit.DataSize;

/**
 * Finds every setting that cannot be used, not only the first one.
 *
 * <p>A record refuses its first wrong value and says nothing of the others; so each one found is left out, and the
 * record is bound again until it is content.
 */
public final class SettingsReview {
    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("staithe");
    private static final Pattern VALUE = Pattern.compile(" is [^;]*;");

    private final Given given;
    private final PropertySourcesPlaceholdersResolver placeholders;
    private final List<Class<?>> records;

    /** Reviews what an environment gives for settings records. */
    public SettingsReview(ConfigurableEnvironment environment, Collection<Class<?>> records) {
        this.given = new Given(environment);
        this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
        this.records = List.copyOf(records);
    }

    /** What is wrong, record by record, and what files and arguments set that no record has. */
    public List<WrongSetting> wrong() {
        return Stream.concat(records.stream().flatMap(record -> wrong(record).stream()), unknown())
                .toList();
    }

    private Stream<WrongSetting> unknown() {
        List<Setting> known = records.stream().flatMap(Setting::of).toList();
        return given.writtenBelow(OURS)
                .filter(name -> known.stream().noneMatch(setting -> setting.isMeantBy(name)) && !isHeading(name))
                .map(name -> wrong(name, given.property(name), "there is no setting of this name"));
    }

    /** Whether a name has no value, as the headings of a file in which all below is commented out. */
    private boolean isHeading(ConfigurationPropertyName name) {
        ConfigurationProperty property = given.property(name);
        return property != null && String.valueOf(property.getValue()).isBlank();
    }

    private List<WrongSetting> wrong(Class<?> record) {
        Map<ConfigurationPropertyName, ConfigurationProperty> set = new LinkedHashMap<>();
        Map<ConfigurationPropertyName, Setting> settings = new LinkedHashMap<>();
        Setting.of(record)
                .forEach(setting -> given.of(setting).forEach((name, property) -> {
                    set.put(name, property);
                    settings.put(name, setting);
                }));
        List<WrongSetting> found = new ArrayList<>();
        Set<ConfigurationPropertyName> leftOut = new HashSet<>();
        for (Throwable failure = failure(record, leftOut); failure != null; failure = failure(record, leftOut)) {
            ConfigurationPropertyName culprit = culprit(record, failure, set.keySet(), leftOut);
            if (culprit == null) {
                found.add(new WrongSetting(Setting.prefix(record), null, null, rule(failure, null)));
                return found;
            }
            leftOut.add(culprit);
            found.add(wrong(culprit, set.get(culprit), rule(failure, settings.get(culprit))));
        }
        return found;
    }

    private WrongSetting wrong(ConfigurationPropertyName name, @Nullable ConfigurationProperty property, String rule) {
        return property == null
                ? new WrongSetting(name.toString(), null, null, rule)
                : new WrongSetting(name.toString(), Fault.bounded(given.shown(property)), Given.source(property), rule);
    }

    private @Nullable Throwable failure(Class<?> record, Set<ConfigurationPropertyName> leftOut) {
        try {
            new Binder(given.without(leftOut), placeholders).bindOrCreate(Setting.prefix(record), Bindable.of(record));
            return null;
        } catch (BindException | Fault | IllegalArgumentException failure) {
            return failure;
        }
    }

    /** The setting without which the failure is another one, or none; one that the failure names before others. */
    private @Nullable ConfigurationPropertyName culprit(
            Class<?> record,
            Throwable failure,
            Set<ConfigurationPropertyName> set,
            Set<ConfigurationPropertyName> leftOut) {
        String words = words(failure);
        return set.stream()
                .filter(name -> !leftOut.contains(name))
                .sorted(Comparator.comparing((ConfigurationPropertyName name) -> -naming(failure, name)))
                .filter(name -> {
                    Set<ConfigurationPropertyName> without = new HashSet<>(leftOut);
                    without.add(name);
                    Throwable then = failure(record, without);
                    return then == null || !words(then).equals(words);
                })
                .findFirst()
                .orElse(null);
    }

    /** How surely a failure is about a name: it is bound to it, begins with it, tells it, tells its end, or none. */
    private static int naming(Throwable failure, ConfigurationPropertyName name) {
        if (failure instanceof BindException bind && bind.getName().equals(name)) {
            return 4;
        }
        String own = name.toString();
        String message = String.valueOf(root(failure).getMessage());
        if (message.startsWith(own)) {
            return 3;
        }
        if (message.contains(own)) {
            return 2;
        }
        return message.contains(own.substring(own.lastIndexOf('.') + 1)) ? 1 : 0;
    }

    /** Which rule was broken where; two settings may break one of the same words, and one with several values. */
    private static String words(Throwable failure) {
        String where = failure instanceof BindException bind ? bind.getName() + " " : "";
        return where + VALUE.matcher(String.valueOf(root(failure).getMessage())).replaceAll(";");
    }

    private static String rule(Throwable failure, @Nullable Setting setting) {
        Throwable root = root(failure);
        boolean isOurs = root instanceof Fault
                || Stream.of(root.getStackTrace())
                        .limit(3)
                        .anyMatch(frame -> frame.getClassName().startsWith("io.staithe."));
        if (isOurs || setting == null) {
            return String.valueOf(root.getMessage());
        }
        return "it must be " + form(setting.type());
    }

    private static String form(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Stream.of(type.getEnumConstants())
                            .map(each -> each.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (type.equals(Duration.class)) {
            return "a duration, such as 500ms, 30s, 5m, 24h or 30d";
        }
        if (type.equals(DataSize.class)) {
            return "a size, such as 64KB, 16MB or 20GB";
        }
        if (type.equals(int.class) || type.equals(long.class)) {
            return "a whole number of at most " + (type.equals(int.class) ? Integer.MAX_VALUE : Long.MAX_VALUE);
        }
        return type.equals(boolean.class)
                ? "true or false"
                : "a " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
