package io.staithe.wiring;

import io.staithe.events.Feed;
import io.staithe.library.receipt.Revisions;
import org.springframework.context.SmartLifecycle;

/** Ends the waiting for revisions and events before the web server waits for its requests to finish. */
final class WaiterStop implements SmartLifecycle {
    private final Revisions revisions;
    private final Feed feed;
    private volatile boolean running;

    WaiterStop(Revisions revisions, Feed feed) {
        this.revisions = revisions;
        this.feed = feed;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        revisions.close();
        feed.close();
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
