package io.staithe.publish.sources;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.Payloads;
import io.staithe.publish.Present;
import io.staithe.publish.Publication.Source;
import io.staithe.publish.PublishFault;
import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.SingleTaskHandler;
import io.staithe.queue.Task;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes one kind of changes to what publications are to be made of. The first change begins with the sources of now;
 * the value of the task is JSON of what results, or null where nothing is pending any more.
 */
public final class SourceHandler implements SingleTaskHandler {
    private final String kind;
    private final PendingSources pending;
    private final Atomically atomically;

    /** A handler of changes of one kind, one of those of {@link SourceChanges}. */
    public SourceHandler(String kind, PendingSources pending, Atomically atomically) {
        this.kind = kind;
        this.pending = pending;
        this.atomically = atomically;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public int version() {
        return Payloads.VERSION;
    }

    @Override
    public Mono<Void> perform(Task task) {
        SourceChange change = Payloads.of(task, SourceChange.class);
        Mono<List<Settlement>> changed = pending.lock(change.publication())
                .switchIfEmpty(Mono.error(() -> PublishFault.dropped(change.publication())))
                .flatMap(present -> write(task, present, change));
        return atomically.settle(changed).then();
    }

    private Mono<List<Settlement>> write(Task task, Present present, SourceChange change) {
        List<Source> next = next(present, change);
        String value = next == null ? null : Payloads.write(next);
        return pending.write(present.id(), next).thenReturn(List.of(Settlement.succeeded(task, value, "")));
    }

    private @Nullable List<Source> next(Present present, SourceChange change) {
        SortedMap<String, Source> sources = new TreeMap<>();
        present.wanted().forEach(source -> sources.put(source.component(), source));
        switch (kind) {
            case SourceChanges.ADD -> refuseKnown(sources, change);
            case SourceChanges.SET, SourceChanges.REMOVE -> removeKnown(sources, change.component());
            case SourceChanges.REPLACE -> sources.clear();
            case SourceChanges.DISCARD -> {
                return null;
            }
            default -> throw new IllegalStateException("no change of sources: " + kind);
        }
        change.sources().forEach(source -> sources.put(source.component(), source));
        return List.copyOf(sources.values());
    }

    private static void refuseKnown(SortedMap<String, Source> sources, SourceChange change) {
        change.sources().stream()
                .map(Source::component)
                .filter(sources::containsKey)
                .findFirst()
                .ifPresent(component -> {
                    throw new Refused(
                            PublishFault.COMPONENT_EXISTS,
                            "Component '" + Fault.bounded(component) + "' already exists");
                });
    }

    private static void removeKnown(SortedMap<String, Source> sources, String component) {
        if (sources.remove(component) == null) {
            throw new Refused(
                    PublishFault.UNKNOWN_COMPONENT, "Component '" + Fault.bounded(component) + "' does not exist");
        }
    }
}
