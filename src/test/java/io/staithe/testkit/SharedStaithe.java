package io.staithe.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.reactive.function.server.RouterFunction;

/**
 * A server for all tests of a class, with a database and a data directory of its own, to be registered in a static
 * field. Tests keep apart by the names that they choose.
 */
public final class SharedStaithe implements BeforeAllCallback, AfterAllCallback {
    private final Map<String, String> settings;
    private @Nullable Started started;

    /** A server as it is by default. */
    public SharedStaithe() {
        this(Map.of());
    }

    /** A server with more settings. */
    public SharedStaithe(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path data = Files.createTempDirectory("staithe");
        TestDatabase database = TestDatabase.fresh();
        RunningStaithe server = RunningStaithe.start(database, data, settings);
        started = new Started(server, server.client(), database, data);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (started != null) {
            started.server().close();
            FileSystemUtils.deleteRecursively(started.data());
        }
    }

    /** A client of it, one for all. */
    public AptlyClient client() {
        return started().client();
    }

    /** Where it answers. */
    public URI address() {
        return started().server().address();
    }

    /** A bean of it. */
    public <T> T bean(Class<T> type) {
        return started().server().bean(type);
    }

    /** Its routes. */
    public Stream<RouterFunction<?>> routes() {
        return started().server().routes();
    }

    /** Its database. */
    public TestDatabase database() {
        return started().database();
    }

    /** Its data directory. */
    public Path data() {
        return started().data();
    }

    private Started started() {
        return Objects.requireNonNull(started, "the server has not started");
    }

    private record Started(RunningStaithe server, AptlyClient client, TestDatabase database, Path data) {}
}
