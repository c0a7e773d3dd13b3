package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.graph.Drawing;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;

/** Graphviz, and the few threads that wait for its processes: apart from those that others work on. */
@Configuration(proxyBeanMethods = false)
final class GraphConfiguration {
    @Bean(destroyMethod = "dispose")
    Scheduler draw(GraphSettings settings, MeterRegistry registry) {
        return BoundedScheduler.named("draw", settings.threads(), settings.queued(), registry);
    }

    @Bean
    Drawing drawing(GraphSettings settings, @Qualifier("draw") Scheduler draw) {
        return new Drawing(settings.command(), settings.limit(), draw);
    }
}
