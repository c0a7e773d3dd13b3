package io.staithe;

import io.staithe.cli.Commands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;

/** Starts the gateway. Its beans are made in {@code io.staithe.wiring} and nowhere else. */
@SpringBootApplication(
        scanBasePackages = "io.staithe.wiring",
        exclude = R2dbcAutoConfiguration.class,
        proxyBeanMethods = false)
@ConfigurationPropertiesScan("io.staithe.wiring")
public class StaitheApplication {
    private static final String NETTY_ALLOCATOR = "io.netty.allocator.type";

    /** Runs a command, or the gateway until it is stopped. */
    public static void main(String[] arguments) {
        if (Commands.isMeant(arguments)) {
            System.exit(Commands.run(arguments));
        }
        // Before any class of Netty loads: its adaptive allocator is several times slower on JDK 24 and newer.
        if (System.getProperty(NETTY_ALLOCATOR) == null) {
            System.setProperty(NETTY_ALLOCATOR, "pooled");
        }
        try {
            SpringApplication.run(StaitheApplication.class, arguments);
        } catch (RuntimeException told) {
            // Why it failed is in the log. Reactor's threads would keep the process for ten seconds more.
            System.exit(1);
        }
    }
}
