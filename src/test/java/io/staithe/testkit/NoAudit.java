package io.staithe.testkit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.audit.Act;
import io.staithe.access.audit.Audit;
import io.staithe.access.audit.AuditStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** An audit that keeps nothing itself. */
public final class NoAudit implements AuditStore {
    private final Consumer<Act> told;

    private NoAudit(Consumer<Act> told) {
        this.told = told;
    }

    /** One that forgets what it is told. */
    public static Audit audit() {
        return audit(act -> {});
    }

    /** One that passes on what it is told. */
    public static Audit audit(Consumer<Act> told) {
        return new Audit(new NoAudit(told), Duration.ZERO, new SimpleMeterRegistry(), System::nanoTime);
    }

    @Override
    public Mono<Void> tell(List<Act> acts) {
        return Mono.fromRunnable(() -> acts.forEach(told));
    }

    @Override
    public Mono<Map<String, Long>> chain(int limit) {
        return Mono.just(Map.of());
    }

    @Override
    public Mono<List<Line>> page(long after, Wanted wanted, int limit) {
        return Mono.just(List.of());
    }

    @Override
    public Mono<Long> sweep(Duration keepFor, int limit) {
        return Mono.just(0L);
    }
}
