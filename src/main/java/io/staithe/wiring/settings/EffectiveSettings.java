package io.staithe.wiring.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Every setting that a server started here, with some arguments, would have, and where each one is from. */
public final class EffectiveSettings {
    /** What is not ours, where somebody would look for it. */
    private static final List<String> OTHERS = List.of("server", "management", "logging", "spring");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z./][A-Za-z0-9./_-]*|0|[1-9][0-9]{0,17}[A-Za-z]{0,2}");
    private static final Pattern YAML_WORD = Pattern.compile("(?i)y|n|yes|no|on|off|null");

    private final Given given;
    private final List<Class<?>> records;
    private final SettingsReview review;

    private EffectiveSettings(ConfigurableEnvironment environment) {
        this.given = new Given(environment);
        this.records = records();
        this.review = new SettingsReview(environment, records);
    }

    /** Reads files, environment and arguments as a start does, and starts nothing. Blocks. */
    public static EffectiveSettings read(List<String> arguments) {
        Listener listener = new Listener();
        try {
            SpringApplication.withHook(
                    application -> listener,
                    () -> new SpringApplication(EffectiveSettings.class).run(arguments.toArray(String[]::new)));
        } catch (AbandonedRunException meant) {
            return new EffectiveSettings(Objects.requireNonNull(listener.environment));
        }
        throw new IllegalStateException("the start was not abandoned");
    }

    /** What is wrong with them; empty where a server would take them. */
    public List<WrongSetting> wrong() {
        return review.wrong();
    }

    /** One line a setting, which together are a file of settings; what has no value is a comment. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String other : OTHERS) {
            given.below(ConfigurationPropertyName.of(other))
                    .forEach(name -> lines.add(line(name, Objects.requireNonNull(given.property(name)))));
        }
        records.stream().flatMap(Setting::of).forEach(setting -> lines.addAll(lines(setting)));
        return lines;
    }

    private List<String> lines(Setting setting) {
        Map<ConfigurationPropertyName, ConfigurationProperty> set = given.of(setting);
        if (!set.isEmpty()) {
            return set.entrySet().stream()
                    .map(entry -> line(entry.getKey(), entry.getValue()))
                    .toList();
        }
        if (setting.standard() == null) {
            return List.of("#" + setting.name() + ":  # not set");
        }
        String line = setting.name() + ": " + quoted(setting.standard()) + "  # default";
        return List.of(setting.isOfMany() ? "#" + line + " of each" : line);
    }

    private String line(ConfigurationPropertyName name, ConfigurationProperty property) {
        return name + ": " + quoted(given.shown(property)) + "  # " + Given.source(property);
    }

    private static String quoted(String value) {
        if (PLAIN.matcher(value).matches() && !YAML_WORD.matcher(value).matches()) {
            return value;
        }
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + '"';
    }

    private static List<Class<?>> records() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("io.staithe.wiring").stream()
                .<Class<?>>map(found -> ClassUtils.resolveClassName(
                        Objects.requireNonNull(found.getBeanClassName()), EffectiveSettings.class.getClassLoader()))
                .sorted(Comparator.comparing(Setting::prefix))
                .toList();
    }

    /** Stops a start as soon as it knows its settings. */
    private static final class Listener implements SpringApplicationRunListener {
        private @Nullable ConfigurableEnvironment environment;

        @Override
        public void environmentPrepared(ConfigurableBootstrapContext bootstrap, ConfigurableEnvironment prepared) {
            environment = prepared;
            throw new AbandonedRunException();
        }
    }
}
