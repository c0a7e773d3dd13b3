package io.staithe.library.task;

import io.staithe.access.Caller;
import io.staithe.observe.Correlation;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * A task to be asked for.
 *
 * @param payload one of {@link Payloads}
 * @param title text for people
 * @param changes the lanes that it changes, its home first
 */
public record Request(String kind, Object payload, String title, List<Lane> changes) {
    /** Copies the lanes. */
    public Request {
        changes = List.copyOf(changes);
    }

    /** Has the task accepted; emits it after commit. */
    public Mono<Task> submit(Tasks tasks, Caller caller, Listing listing) {
        return asked(caller, listing).flatMap(tasks::submit);
    }

    /** The task as this caller asks for it, under the correlation of the subscriber's context. */
    public Mono<NewTask> asked(Caller caller, Listing listing) {
        return Correlation.current().map(correlation -> asked(caller, listing, correlation));
    }

    private NewTask asked(Caller caller, Listing listing, String correlation) {
        return new NewTask(
                kind,
                Payloads.VERSION,
                TaskJson.write(payload),
                title,
                caller,
                correlation,
                changes,
                List.of(),
                listing == Listing.LISTED);
    }
}
