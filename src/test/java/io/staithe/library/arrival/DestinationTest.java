package io.staithe.library.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.events.webhook.WebhookSender;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.intake.AnnouncedDigests;
import io.staithe.library.addition.Gate;
import io.staithe.library.policy.HookStore;
import io.staithe.library.policy.Hooks;
import io.staithe.library.policy.Inventory;
import io.staithe.library.policy.Policing;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Tasks;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What is asked before a body is read, and in which order: what costs least first. */
final class DestinationTest {
    private static final Fault FULL = new Exhausted(QueueFault.QUEUE_FULL, "full", Duration.ofSeconds(1));

    private final List<String> asked = new ArrayList<>();
    private Mono<Void> room = Mono.empty();
    private final Destination destination = new Destination(
            asking(Catalog.class, "repository"),
            asking(Occupants.class, "occupant"),
            asking(Tasks.class, "room"),
            new Gate(
                    suspects -> Mono.empty(),
                    new Policing(asking(Inventory.class, "inventory"), hooks(), new SimpleMeterRegistry()),
                    (id, sha256) -> Mono.empty()));

    @Test
    void aNameOfNoPackageIsRefusedBeforeAnythingIsAsked() {
        refused("hello.txt", ArrivalFault.NOT_A_PACKAGE_NAME);
        assertThat(asked).isEmpty();
    }

    @Test
    void whereTheQueueIsFullTheRepositoryIsNotLookedUp() {
        room = Mono.error(FULL);
        refused("hello_1.0_amd64.deb", QueueFault.QUEUE_FULL);
        assertThat(asked).containsExactly("room");
    }

    @Test
    void whatAnUnknownRepositoryHoldsIsNotAsked() {
        refused("hello_1.0_amd64.deb", CatalogFault.UNKNOWN_REPOSITORY);
        assertThat(asked).containsExactly("room", "repository");
    }

    private void refused(String file, FaultCode why) {
        var announced = new AnnouncedDigests(null, null, "0".repeat(64), null);
        var label = new Destination.Label("main", file, announced, false);
        StepVerifier.create(destination.of(Caller.open(), label))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Fault.class, fault -> assertThat(fault.code()).isEqualTo(why)))
                .verify(Duration.ofSeconds(5));
    }

    private Hooks hooks() {
        return new Hooks(
                asking(HookStore.class, "hooks"),
                asking(WebhookSender.class, "hook"),
                Clock.systemUTC(),
                new Hooks.Limits(1, Duration.ofSeconds(1)),
                new SimpleMeterRegistry());
    }

    /** A port that tells that it was asked; it knows nothing, and the queue has room as the test says. */
    private <T> T asking(Class<T> port, String what) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    asked.add(what);
                    return what.equals("room") ? room : Mono.empty();
                }));
    }
}
