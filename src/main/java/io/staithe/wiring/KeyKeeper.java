package io.staithe.wiring;

import io.staithe.openpgp.Keyring;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Takes over keys that come to the key directory, and lets go of those that were taken away, while the server runs. A
 * directory that cannot be read, is empty, or has a file that is no key, or locks a key that signs, leaves the keys as
 * they were, and is looked at again.
 */
final class KeyKeeper implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(KeyKeeper.class);

    private final Keyring keyring;
    private final SigningKeyFiles files;
    private final Duration every;
    private final Scheduler disk;
    private final Disposable.Swap running = Disposables.swap();
    private volatile boolean started;
    /** What was read last; for the one thread at a time that looks. */
    private volatile List<byte[]> known = List.of();

    private volatile List<String> signers = List.of();
    private volatile char @Nullable [] passphrase;

    KeyKeeper(Keyring keyring, SigningKeyFiles files, Duration every, Scheduler disk) {
        this.keyring = keyring;
        this.files = files;
        this.every = every;
        this.disk = disk;
    }

    @Override
    public void start() {
        started = true;
        running.update(Flux.interval(every).onBackpressureDrop().subscribe(tick -> lookOnDisk()));
    }

    @Override
    public void stop() {
        started = false;
        running.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return StopOrder.WORKERS;
    }

    /** The bounded threads keep no time of their own; where they have no room, the next tick looks. */
    private void lookOnDisk() {
        try {
            disk.schedule(this::look);
        } catch (RejectedExecutionException full) {
            LOG.debug("event=signing.late reason={}", full.toString());
        }
    }

    /** Looks once. */
    void look() {
        try {
            List<byte[]> now = files.present();
            List<String> appointed = files.signers();
            char[] opening = files.passphrase();
            boolean isSame = isKnown(now) && appointed.equals(signers) && Arrays.equals(opening, passphrase);
            if (now.isEmpty() || isSame) {
                return;
            }
            keyring.replace(now, opening);
            files.appoint(keyring);
            known = now;
            signers = appointed;
            passphrase = opening;
            LOG.info("event=signing.read keys={} default={}", keyring.signing(), keyring.defaults());
        } catch (IOException | RuntimeException broken) {
            LOG.warn("event=signing.unreadable reason={}", broken.toString());
        }
    }

    private boolean isKnown(List<byte[]> now) {
        List<byte[]> before = known;
        if (before.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!Arrays.equals(before.get(i), now.get(i))) {
                return false;
            }
        }
        return true;
    }
}
