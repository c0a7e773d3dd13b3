package io.staithe.publish.generation;

import io.staithe.catalog.CatalogFault;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.publish.PublishFault;
import io.staithe.publish.files.Staged;
import io.staithe.queue.QueueFault;
import java.io.IOException;
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
    private volatile boolean switching;

    Attempt(Staged staged) {
        this.staged = staged;
    }

    Staged staged() {
        return staged;
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
