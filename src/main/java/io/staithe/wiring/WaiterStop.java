package io.staithe.wiring;

import io.staithe.library.receipt.Revisions;
import org.springframework.context.SmartLifecycle;

/** Ends the waiting for revisions before the web server waits for its requests to finish. */
final class WaiterStop implements SmartLifecycle {
    private final Revisions revisions;
    private volatile boolean running;

    WaiterStop(Revisions revisions) {
        this.revisions = revisions;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        revisions.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StopOrder.WAITERS;
    }
}
