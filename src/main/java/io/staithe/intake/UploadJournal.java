package io.staithe.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.staithe.access.Caller;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.observe.Correlation;
import io.staithe.observe.Meters;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Counts uploads and writes one event for each, however it ends: kept, refused, put off, failed or aborted.
 *
 * <p>Never logs a stack: whoever ends the flow does that.
 */
final class UploadJournal {
    private static final Logger LOG = LoggerFactory.getLogger(UploadJournal.class);
    private static final List<String> OUTCOMES = List.of("kept", "refused", "exhausted", "failed", "aborted");

    private final MeterRegistry registry;

    UploadJournal(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows how many uploads are open, and every outcome from the start: the first failure is a rise from 0. */
    void watch(LongSupplier open) {
        Meters.UPLOADS_OPEN.gauge(registry, open::getAsLong);
        OUTCOMES.forEach(this::counter);
    }

    /** The same upload, written down when it ends. */
    <T> Mono<T> written(Caller caller, String directory, LongSupplier bytes, Mono<T> upload) {
        return Correlation.current().flatMap(correlation -> {
            Entry entry =
                    new Entry(caller, directory, bytes, correlation, Timer.start(registry), now(), new AtomicBoolean());
            return upload.doOnSuccess(done -> write(entry, "kept", "-"))
                    .doOnError(failure -> write(entry, outcome(failure), reason(failure)))
                    .doOnCancel(() -> write(entry, "aborted", "-"));
        });
    }

    /** A client that goes away may show as an error and a cancel; the first one counts. */
    private void write(Entry entry, String outcome, String reason) {
        if (!entry.written().compareAndSet(false, true)) {
            return;
        }
        entry.timer().stop(Meters.UPLOAD_DURATION.timer(registry, "outcome", outcome));
        counter(outcome).increment();
        long bytes = entry.bytes().getAsLong();
        Meters.UPLOADED_BYTES.counter(registry, "outcome", outcome).increment(bytes);
        LOG.atInfo()
                .addKeyValue("event", "upload")
                .addKeyValue("outcome", outcome)
                .addKeyValue("fault", reason)
                .addKeyValue("directory", Fault.bounded(entry.directory()))
                .addKeyValue("bytes", bytes)
                .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(now() - entry.beganNanos()))
                .addKeyValue("caller", entry.caller().name())
                .addKeyValue("correlation", entry.correlation())
                .log("upload {}", outcome);
    }

    private Counter counter(String outcome) {
        return Meters.UPLOADS.counter(registry, "outcome", outcome);
    }

    private long now() {
        return registry.config().clock().monotonicTime();
    }

    private static String outcome(Throwable failure) {
        if (failure instanceof Fault fault && fault.code() == IntakeFault.UPLOAD_BROKEN_OFF) {
            return "aborted";
        }
        if (failure instanceof Refused) {
            return "refused";
        }
        return failure instanceof Exhausted ? "exhausted" : "failed";
    }

    private static String reason(Throwable failure) {
        return failure instanceof Fault fault
                ? fault.code().slug()
                : failure.getClass().getSimpleName();
    }

    private record Entry(
            Caller caller,
            String directory,
            LongSupplier bytes,
            String correlation,
            Timer.Sample timer,
            long beganNanos,
            AtomicBoolean written) {}
}
