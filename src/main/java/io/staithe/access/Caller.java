package io.staithe.access;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Who asks for something, and what they may do; every use case takes one and asks it first, before it looks whether the
 * thing exists, so that a refusal tells nothing of what is there.
 *
 * @param name a stable name, written to logs, tasks and revisions
 * @param grants what the caller may do; any one that covers a need is enough
 * @param origin where the caller calls from, such as an address; {@code -} where that is not known
 */
public record Caller(String name, List<Grant> grants, String origin) {
    private static final String NOWHERE = "-";
    private static final Caller OPEN = trusted("open");
    private static final String ANONYMOUS = "anonymous";

    /** Refuses a caller without a name, or of more than one line: log and receipts have a line for it. */
    public Caller {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a caller needs a name, in one line");
        }
        grants = List.copyOf(grants);
    }

    /** A caller who may do this, and calls from nobody knows where. */
    public Caller(String name, List<Grant> grants) {
        this(name, grants, NOWHERE);
    }

    /** Whoever can reach a server that runs without access control: may do everything. */
    public static Caller open() {
        return OPEN;
    }

    /** Whoever shows no credentials. */
    public static Caller anonymous(List<Grant> grants) {
        return new Caller(ANONYMOUS, grants);
    }

    /** The product itself, or one whose request was accepted before and is only carried out now: is not asked again. */
    public static Caller trusted(String name) {
        return new Caller(name, List.of(Grant.ADMIN));
    }

    /** The same caller, calling from there. */
    public Caller from(String place) {
        return new Caller(name, grants, place);
    }

    /** The same caller, who may do these things as well. */
    public Caller with(List<Grant> more) {
        return new Caller(
                name, Stream.concat(grants.stream(), more.stream()).distinct().toList(), origin);
    }

    /** Whether the caller may do that. */
    public boolean may(Need need) {
        for (Grant grant : grants) {
            if (grant.covers(need)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Refuses with {@code MISSING_GRANT}, which says what grant would do, unless the caller may do that; with
     * {@code UNKNOWN_CREDENTIALS} where they have shown none, so that clients send theirs.
     */
    public void require(Need need) {
        if (may(need)) {
            return;
        }
        String wanted = Fault.bounded(need.toString());
        if (name.equals(ANONYMOUS)) {
            throw new Refused(AccessFault.UNKNOWN_CREDENTIALS, "this takes credentials with a grant like: " + wanted);
        }
        throw new Refused(
                AccessFault.MISSING_GRANT, "'" + Fault.bounded(name) + "' has no grant for this; it takes: " + wanted);
    }

    /** {@link #require} of each when subscribed to: empty, or the refusal. */
    public Mono<Void> required(Need... needs) {
        return required(List.of(needs));
    }

    /** The same of a list. */
    public Mono<Void> required(Collection<Need> needs) {
        return Mono.fromRunnable(() -> needs.forEach(this::require));
    }
}
