package io.staithe.library.policy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import io.staithe.events.webhook.WebhookSender;
import io.staithe.library.policy.Policing.Presence;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What is read to keep policies. */
final class PolicingTest {
    @Test
    void withoutPoliciesNothingIsReadAndNoPackageLookedAt() {
        Repository repository = new Repository(new RepositoryId(1), "main", "", "", "main", 0, "");
        Opened opened = new Opened(repository, Instant.EPOCH, Revision.NO_HASH);
        Policing policing = new Policing(untouchable(Inventory.class), hooks(), new SimpleMeterRegistry());
        StepVerifier.create(policing.over(
                        opened,
                        Mono.error(() -> new AssertionError("packages were looked at")),
                        new Presence(List.of(), List.of())))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(5));
    }

    private static Hooks hooks() {
        return new Hooks(
                untouchable(HookStore.class),
                untouchable(WebhookSender.class),
                Clock.systemUTC(),
                new Hooks.Limits(1, Duration.ofSeconds(1)),
                new SimpleMeterRegistry());
    }

    private static <T> T untouchable(Class<T> port) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    throw new AssertionError(method + " was asked");
                }));
    }
}
