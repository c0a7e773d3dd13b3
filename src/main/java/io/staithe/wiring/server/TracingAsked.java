package io.staithe.wiring.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Leaves everything of OpenTelemetry out of a start whose settings ask for no traces: not a class of it is loaded. */
final class TracingAsked implements AutoConfigurationImportFilter, EnvironmentAware {
    private static final List<String> OF_TRACES =
            List.of("org.springframework.boot.micrometer.tracing.", "org.springframework.boot.opentelemetry.");

    private boolean isAsked;

    @Override
    public void setEnvironment(Environment environment) {
        isAsked = !environment.getProperty(TracingSettings.PREFIX + ".url", "").isBlank();
    }

    @Override
    public boolean[] match(@Nullable String[] names, AutoConfigurationMetadata metadata) {
        return match(names);
    }

    boolean[] match(@Nullable String[] names) {
        boolean[] wanted = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            wanted[i] = isAsked || name == null || OF_TRACES.stream().noneMatch(name::startsWith);
        }
        return wanted;
    }
}
