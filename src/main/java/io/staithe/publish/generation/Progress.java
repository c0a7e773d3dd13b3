package io.staithe.publish.generation;

import io.staithe.queue.Task;
import io.staithe.queue.TaskStore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Tells in the detail of a task, in aptly's words, how many packages are still to be read. What cannot be told is left
 * out: a publish never fails by it. For several threads.
 */
public final class Progress {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private final GenerationStore store;
    private final TaskStore tasks;
    private final long every;

    /**
     * Counts by the rows of generations, tells by those of tasks.
     *
     * @param every after how many packages it is told anew
     */
    public Progress(GenerationStore store, TaskStore tasks, long every) {
        this.store = store;
        this.tasks = tasks;
        this.every = every;
    }

    /** The detail of a task of which so many packages remain. */
    static String detail(long total, long remaining) {
        return "{\"TotalNumberOfPackages\":" + total + ",\"RemainingNumberOfPackages\":" + remaining + "}";
    }

    /** Emits the count of an edition whose packages are all to be read, when the task tells how many they are. */
    Mono<Count> begun(Edition edition) {
        return store.packages(edition.sources())
                .map(total -> new Count(edition.task(), total))
                .delayUntil(count -> count.told(count.total));
    }

    /** What was read of the packages of one edition. */
    final class Count {
        private final Task task;
        private final long total;
        private final AtomicLong read = new AtomicLong();

        private Count(Task task, long total) {
            this.task = task;
            this.total = total;
        }

        /** Notes packages that were read. */
        Mono<Void> add(int packages) {
            return Mono.defer(() -> {
                long now = read.addAndGet(packages);
                return now / every == (now - packages) / every ? Mono.empty() : told(total - now);
            });
        }

        long read() {
            return read.get();
        }

        private Mono<Void> told(long remaining) {
            return tasks.tell(task, detail(total, remaining))
                    .onErrorResume(failure -> Mono.fromRunnable(
                            () -> LOG.debug("event=progress.untold task={} reason={}", task.id(), failure.toString())));
        }
    }
}
