package io.staithe.faults.site;

import io.staithe.StaitheApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The whole server with a clock that somebody else sets. */
public final class FaultyServer {
    private FaultyServer() {}

    /** Runs it until it is killed. */
    public static void main(String[] arguments) {
        System.setProperty("io.netty.allocator.type", "pooled");
        new SpringApplication(StaitheApplication.class, Steps.class).run(arguments);
    }

    /** Puts another clock in the place of the server's own. */
    @Configuration(proxyBeanMethods = false)
    static class Steps {
        @Bean
        static BeanPostProcessor steppedClock(Environment environment) {
            Path file = Path.of(environment.getRequiredProperty("staithe.data-directory"), "clock-step");
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof Clock clock ? new SteppedClock(clock, file) : bean;
                }
            };
        }
    }

    /** A clock that is off by the seconds in a file. */
    private static final class SteppedClock extends Clock {
        private static final long LOOK_NANOS = 50_000_000;

        private final Clock real;
        private final Path file;
        private volatile long looked = System.nanoTime() - LOOK_NANOS;
        private volatile long seconds;

        SteppedClock(Clock real, Path file) {
            this.real = real;
            this.file = file;
        }

        @Override
        public Instant instant() {
            long now = System.nanoTime();
            if (now - looked >= LOOK_NANOS) {
                looked = now;
                seconds = read();
            }
            return real.instant().plusSeconds(seconds);
        }

        private long read() {
            try {
                return Files.exists(file)
                        ? Long.parseLong(Files.readString(file).strip())
                        : 0;
            } catch (IOException | NumberFormatException beingWritten) {
                return seconds;
            }
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
