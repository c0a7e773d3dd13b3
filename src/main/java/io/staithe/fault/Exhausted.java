package io.staithe.fault;

import java.time.Duration;

/** A lack of resources: trying again later may help; without a stack trace. */
public final class Exhausted extends Fault {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** A shortage, and how long a caller should wait before the next try. */
    public Exhausted(FaultCode code, String message, Duration retryAfter) {
        super(code, message, null, false);
        this.retryAfter = retryAfter;
    }

    /** How long to wait before the next try. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
