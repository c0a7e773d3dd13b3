package io.staithe.intake.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An upload that comes in pieces, as its row has it.
 *
 * @param offsetBytes how many bytes are durable
 * @param tenure how often it has changed hands, from 1: whoever acts for another tenure has lost it
 * @param isOpen false once its bytes are kept and its task is accepted
 * @param task the task that it became; null while it is open, and when the task is forgotten
 */
public record Session(
        SessionId id,
        String caller,
        NewSession what,
        long offsetBytes,
        long tenure,
        boolean isOpen,
        @Nullable Long task,
        Instant expiresAt) {
    /** Whether all bytes are here. */
    public boolean isWhole() {
        return offsetBytes == what.sizeBytes();
    }

    /** The same, closed by the acceptance of a task for these bytes. */
    public Session closed(long acceptedTask, String sha256) {
        NewSession came = new NewSession(what.file(), what.sizeBytes(), sha256, what.purpose());
        return new Session(id, caller, came, offsetBytes, tenure, false, acceptedTask, expiresAt);
    }

    /** The same with more durable bytes. */
    Session at(long durableBytes, Instant expires) {
        return new Session(id, caller, what, durableBytes, tenure, isOpen, task, expires);
    }

    /** The name of its file in this tenure. */
    String fileName() {
        return fileName(tenure);
    }

    /** The name of its file in a tenure. */
    String fileName(long ofTenure) {
        return id + "." + ofTenure;
    }
}
