package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.events.EventStore;
import io.staithe.events.Feed;
import io.staithe.library.Repositories;
import io.staithe.postgres.PgEventStore;
import io.staithe.publish.Publications;
import io.staithe.web.rest.EventFilters;
import io.staithe.web.rest.EventHandler;
import io.staithe.web.rest.EventRoutes;
import java.net.URI;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The feed of what happened. */
@Configuration(proxyBeanMethods = false)
final class EventConfiguration {
    @Bean
    EventStore eventStore(DatabaseClient database) {
        return new PgEventStore(database);
    }

    @Bean
    Feed feed(EventStore store, EventSettings settings, MeterRegistry meters) {
        return new Feed(store, settings.limits(), meters);
    }

    /** Before the web server waits for its requests to finish. */
    @Bean
    Ending streams(Feed feed) {
        return new Ending(StopOrder.WAITERS, () -> Mono.fromRunnable(feed::close));
    }

    @Bean
    Routine feedRoutine(Feed feed, EventSettings settings) {
        return new Routine("events", settings.every(), settings.every(), feed::beat);
    }

    @Bean
    Routine feedSweepRoutine(Feed feed, EventSettings settings) {
        return new Routine("events.sweep", settings.sweepEvery(), settings.sweepEvery(), feed::sweep);
    }

    @Bean
    EventFilters eventFilters(Repositories repositories, Publications publications) {
        return new EventFilters(repositories, publications);
    }

    /**
     * What the source of events begins with: how clients reach this server, without a slash at the end, where it is
     * set.
     */
    @Bean
    String eventSource(GatewaySettings settings) {
        return settings.address().map(URI::toString).orElse("").replaceFirst("/+$", "");
    }

    @Bean
    RouterFunction<ServerResponse> eventRoutes(
            Feed feed, EventFilters filters, @Qualifier("eventSource") String server) {
        return EventRoutes.of(new EventHandler(feed, filters, server));
    }
}
