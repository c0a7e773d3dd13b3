package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.audit.Audit;
import io.staithe.events.EventStore;
import io.staithe.events.webhook.Deliveries;
import io.staithe.events.webhook.Post;
import io.staithe.events.webhook.WebhookStore;
import io.staithe.events.webhook.Webhooks;
import io.staithe.postgres.PgWebhookStore;
import io.staithe.web.rest.EventFilters;
import io.staithe.web.rest.WebhookHandler;
import io.staithe.web.rest.WebhookRoutes;
import io.staithe.web.webhook.HttpSender;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.resources.ConnectionProvider;

/** Webhooks. */
@Configuration(proxyBeanMethods = false)
final class WebhookConfiguration {
    private static final Duration IDLE = Duration.ofSeconds(20);

    @Bean(destroyMethod = "dispose")
    ConnectionProvider webhookConnections() {
        return ConnectionProvider.builder("webhooks").maxIdleTime(IDLE).build();
    }

    @Bean
    Post post(
            @Qualifier("webhookConnections") ConnectionProvider webhookConnections,
            WebhookSettings settings,
            Clock clock,
            @Qualifier("eventSource") String server) {
        return new Post(new HttpSender(webhookConnections, settings.timeout(), settings.reach()), clock, server);
    }

    @Bean
    WebhookStore webhookStore(DatabaseClient database) {
        return new PgWebhookStore(database);
    }

    @Bean
    Webhooks webhooks(WebhookStore store, Post post, WebhookSettings settings, Audit audit) {
        return new Webhooks(store, post, settings.most(), audit);
    }

    @Bean
    Deliveries deliveries(
            WebhookStore store, EventStore events, Post post, WebhookSettings settings, MeterRegistry meters) {
        return new Deliveries(store, events, post, settings.limits(), meters);
    }

    @Bean
    Routine deliveryRoutine(Deliveries deliveries, EventSettings settings) {
        return new Routine("webhooks", settings.every(), settings.every(), deliveries::beat);
    }

    @Bean
    Routine deliveryWatchRoutine(Deliveries deliveries, EventSettings settings) {
        return new Routine("webhooks.watch", settings.sweepEvery(), settings.sweepEvery(), deliveries::watch);
    }

    /** Letters that are on their way are answered first, so that nobody has to send them again. */
    @Bean
    Ending lettersOnTheirWay(Deliveries deliveries, WebhookSettings settings) {
        return new Ending(StopOrder.WORKERS, () -> deliveries.close(settings.timeout()));
    }

    @Bean
    RouterFunction<ServerResponse> webhookRoutes(
            Webhooks webhooks, EventFilters filters, @Qualifier("eventSource") String server) {
        return WebhookRoutes.of(new WebhookHandler(webhooks, filters, server));
    }
}
