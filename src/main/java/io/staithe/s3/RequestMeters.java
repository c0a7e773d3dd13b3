package io.staithe.s3;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.observe.Meters;
import java.nio.ByteBuffer;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Counts and times the requests to one store, and its bytes. */
final class RequestMeters {
    private final MeterRegistry registry;
    private final String store;

    RequestMeters(MeterRegistry registry, String store) {
        this.registry = registry;
        this.store = store;
    }

    /** The same request, timed and counted by its end; for a read until its first byte. */
    <T> Mono<T> timed(String operation, Mono<T> request) {
        return Mono.defer(() -> {
            long began = System.nanoTime();
            return request.doOnError(failure -> ended(operation, outcome(failure), began))
                    .doOnSuccess(done -> ended(operation, "ok", began))
                    .doFinally(end -> {
                        if (end == SignalType.CANCEL) {
                            ended(operation, "cancelled", began);
                        }
                    });
        });
    }

    private static String outcome(Throwable failure) {
        if (StoreFaults.isMissing(failure)) {
            return "missing";
        }
        return StoreFaults.isOvertaken(failure) ? "overtaken" : "failed";
    }

    private void ended(String operation, String outcome, long began) {
        Meters.STORE_REQUESTS
                .counter(registry, "store", store, "operation", operation, "outcome", outcome)
                .increment();
        Meters.STORE_REQUEST_DURATION
                .timer(registry, "store", store, "operation", operation)
                .record(Duration.ofNanos(System.nanoTime() - began));
    }

    void sent(long bytes) {
        count("sent", bytes);
    }

    /** Counts bytes that came, and hands them on. */
    ByteBuffer received(ByteBuffer bytes) {
        count("received", bytes.remaining());
        return bytes;
    }

    private void count(String direction, long bytes) {
        Meters.STORE_BYTES
                .counter(registry, "store", store, "direction", direction)
                .increment(bytes);
    }
}
