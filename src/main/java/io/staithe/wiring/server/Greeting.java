package io.staithe.wiring.server;

import io.staithe.wiring.Directories;
import io.staithe.wiring.database.DatabaseServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Tells whoever started the gateway where it listens, where its data is, and what to type next. */
final class Greeting implements ApplicationListener<ApplicationReadyEvent> {
    private static final Logger LOG = LoggerFactory.getLogger("io.staithe");
    private static final String TEXT = """
            Staithe listens on {}
              health    {}/actuator/health
              metrics   {}/actuator/prometheus
              data      {}
              database  {}
              next      curl -X POST -H 'Content-Type: application/json' -d '{"Name": "main"}' {}/api/repos""";

    private final Environment environment;
    private final Directories directories;
    private final DatabaseServer database;

    Greeting(Environment environment, Directories directories, DatabaseServer database) {
        this.environment = environment;
        this.directories = directories;
        this.database = database;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        String server = url("server", "local.server.port");
        String management = url("management.server", "local.management.port");
        LOG.info(TEXT, server, management, management, directories.data(), database, server);
    }

    private String url(String server, String port) {
        String host = environment.getProperty(server + ".address", "");
        String shown = host.isBlank() || host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return (isSecure(server) ? "https://" : "http://") + (shown.contains(":") ? "[" + shown + "]" : shown) + ":"
                + environment.getProperty(port);
    }

    /** The management port takes after the other in this, unless it is told not to. */
    private boolean isSecure(String server) {
        return environment.containsProperty("server.ssl.bundle")
                && environment.getProperty(server + ".ssl.enabled", Boolean.class, true);
    }
}
