package io.staithe.wiring.web;

import io.staithe.fault.Broken;
import io.staithe.fault.Fault;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Hooks;

/**
 * Notes errors that nobody waits for any more: those of clients that hung up, and refusals of bodies whose reader has
 * gone, are ordinary and go to debug; what else is dropped is a warning.
 */
final class DroppedErrors implements Consumer<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(DroppedErrors.class);

    /** Makes Reactor tell dropped errors here, for the whole process. */
    void install() {
        Hooks.onErrorDropped(this);
    }

    /** Gives Reactor its own way back. */
    void remove() {
        Hooks.resetOnErrorDropped();
    }

    @Override
    public void accept(Throwable error) {
        boolean ordinary = error instanceof Fault
                ? !(error instanceof Broken)
                : DisconnectedClientHelper.isClientDisconnectedException(error);
        if (ordinary) {
            LOG.debug("event=error-dropped cause={}", error.toString());
            return;
        }
        LOG.warn("event=error-dropped", error);
    }
}
