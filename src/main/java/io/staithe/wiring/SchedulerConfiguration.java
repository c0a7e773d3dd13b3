package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;

/** The six schedulers for work that blocks or computes; each is injected by its name as the qualifier. */
@Configuration(proxyBeanMethods = false)
final class SchedulerConfiguration {
    @Bean(destroyMethod = "dispose")
    Scheduler disk(SchedulerSettings settings, MeterRegistry registry) {
        return BoundedScheduler.named("disk", settings.diskThreads(), settings.queued(), registry);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler inspect(SchedulerSettings settings, MeterRegistry registry) {
        return BoundedScheduler.named("inspect", settings.inspectThreads(), settings.queued(), registry);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler digest(SchedulerSettings settings, MeterRegistry registry) {
        return BoundedScheduler.named("digest", settings.digestThreads(), settings.queued(), registry);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler render(SchedulerSettings settings, MeterRegistry registry) {
        return BoundedScheduler.named("render", settings.renderThreads(), settings.queued(), registry);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler crypto(SchedulerSettings settings, MeterRegistry registry) {
        return BoundedScheduler.named("crypto", settings.cryptoThreads(), settings.queued(), registry);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler sign(SchedulerSettings settings, MeterRegistry registry) {
        return BoundedScheduler.named("sign", settings.signThreads(), settings.queued(), registry);
    }

    @Bean
    SchedulerStop schedulerStop(Map<String, Scheduler> schedulers) {
        return new SchedulerStop(schedulers.values());
    }
}
