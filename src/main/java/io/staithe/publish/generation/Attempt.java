package io.staithe.publish.generation;

import io.staithe.catalog.CatalogFault;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;
import io.staithe.publish.PublishFault;
import io.staithe.publish.files.Staged;
import io.staithe.queue.QueueFault;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * A staged generation and whether its switch has begun: from then on only a failure that surely rolled the switch back
 * lets its files be deleted, because an unanswered commit may have made them the current generation.
 */
final class Attempt {
    private static final Set<FaultCode> ROLLED_BACK = Set.of(
            PublishFault.OVERTAKEN,
            PublishFault.POOL_CONFLICT,
            PublishFault.PUBLICATION_EXISTS,
            PublishFault.ALIAS_TAKEN,
            CatalogFault.UNKNOWN_REPOSITORY,
            CatalogFault.UNKNOWN_SNAPSHOT,
            QueueFault.SUPERSEDED);

    private final Staged staged;
    private final long began = System.nanoTime();
    private volatile boolean switching;

    Attempt(Staged staged) {
        this.staged = staged;
    }

    Staged staged() {
        return staged;
    }

    /** What it began with may have been swept when it took too long. */
    void refuseOlderThan(Duration longest, Edition edition) {
        Duration age = Duration.ofNanos(System.nanoTime() - began);
        if (age.compareTo(longest) > 0) {
            throw new Refused(
                    PublishFault.PUBLISH_TOO_SLOW,
                    "the generation of " + edition.place() + " took " + age + "; it must be there within " + longest
                            + ", half of staithe.sweep.grace");
        }
    }

    void beginSwitch() {
        switching = true;
    }

    /** Ends a try that failed. Blocks. */
    void fail(Throwable failure) throws IOException {
        if (!switching || isRolledBack(failure)) {
            staged.delete();
        }
    }

    /** Ends a try that nobody waits for any more. Blocks. */
    void cancel() throws IOException {
        if (!switching) {
            staged.delete();
        }
    }

    private static boolean isRolledBack(Throwable failure) {
        return failure instanceof Fault fault && ROLLED_BACK.contains(fault.code());
    }
}
