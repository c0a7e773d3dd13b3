package io.staithe.wiring.web;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.staithe.publish.Publications;
import io.staithe.web.RouteTable;
import io.staithe.web.aptly.server.ApiMeters;
import io.staithe.web.aptly.server.MeteredApi;
import io.staithe.web.aptly.server.MetricsHandler;
import io.staithe.web.aptly.server.ServerRoutes;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** aptly's meters, in a registry that the server's own meters are not in. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "staithe.web.aptly-metrics", matchIfMissing = true)
final class AptlyMetricsConfiguration {
    private static final Pattern BEGIN = Pattern.compile("/api/[^/{.]+");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Bean
    ApiMeters apiMeters(WebSettings settings) {
        return new ApiMeters(registry, settings.aptlyVersion());
    }

    @Bean
    MeteredApi meteredApi(ApiMeters meters, ObjectProvider<RouterFunction<?>> functions) {
        return new MeteredApi(meters, () -> begins(functions));
    }

    private static Set<String> begins(ObjectProvider<RouterFunction<?>> functions) {
        return RouteTable.of(functions.orderedStream()).stream()
                .map(route -> BEGIN.matcher(route.path()))
                .filter(Matcher::lookingAt)
                .map(Matcher::group)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Bean
    RouterFunction<ServerResponse> metricsRoutes(Publications publications, ApiMeters meters) {
        return ServerRoutes.metrics(new MetricsHandler(publications, meters, registry::scrape));
    }
}
