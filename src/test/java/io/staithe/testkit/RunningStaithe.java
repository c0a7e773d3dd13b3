package io.staithe.testkit;

import io.staithe.StaitheApplication;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.reactive.function.server.RouterFunction;

/** The whole server in this JVM, on a free port of loopback. */
public final class RunningStaithe implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private RunningStaithe(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts a server on a database, with its data below a directory. Blocks until it answers. */
    public static RunningStaithe start(TestDatabase database, Path data) {
        return start(database, data, Map.of());
    }

    /** Starts a server with more settings. */
    public static RunningStaithe start(TestDatabase database, Path data, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "server.port", "0",
                "management.server.port", "0",
                "staithe.data-directory", data.toString(),
                "staithe.database.url", database.jdbc(),
                "staithe.database.username", TestDatabase.user(),
                "staithe.database.password", TestDatabase.password()));
        all.putAll(settings);
        String[] arguments = all.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return new RunningStaithe(new SpringApplication(StaitheApplication.class).run(arguments));
    }

    /** Where it answers. */
    public URI address() {
        return address("local.server.port");
    }

    /** Where health and metrics answer. */
    public URI management() {
        return address("local.management.port");
    }

    private URI address(String port) {
        var environment = context.getEnvironment();
        String scheme = environment.containsProperty("server.ssl.bundle") ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + environment.getRequiredProperty(port));
    }

    /** A client of it. */
    public AptlyClient client() {
        return new AptlyClient(address());
    }

    /** A bean of it. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Its routes. */
    public Stream<RouterFunction<?>> routes() {
        return context.getBeansOfType(RouterFunction.class).values().stream()
                .map(function -> (RouterFunction<?>) function);
    }

    @Override
    public void close() {
        context.close();
    }
}
