package io.staithe.wiring;

import io.staithe.events.webhook.Deliveries;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/** Lets letters that are on their way be answered before the server stops, so that nobody has to send them again. */
final class DeliveryStop implements SmartLifecycle {
    private final Deliveries deliveries;
    private final Duration patience;
    private volatile boolean running;

    DeliveryStop(Deliveries deliveries, Duration patience) {
        this.deliveries = deliveries;
        this.patience = patience;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable stopped) {
        running = false;
        deliveries.close(patience).doFinally(end -> stopped.run()).subscribe();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StopOrder.WORKERS;
    }
}
