package io.staithe.intake;

import io.staithe.deb.PackageKind;
import io.staithe.pool.Blob;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The verdicts over uploaded packages, made once per blob, kind and version of the inspector. */
public final class Inspections {
    /**
     * The verdicts on all of these, control and contents; where one is missing or pending it is made or waited for.
     * Reads nothing twice. A cancel leaves the work to finish for the next who asks.
     */
    public Mono<Map<Suspect, Verdict>> verdicts(Collection<Suspect> suspects) {
        throw new IllegalStateException("skeleton");
    }

    /**
     * Bytes that claim to be a package of a kind.
     *
     * @param blob the bytes
     * @param kind what the file's name announces
     */
    public record Suspect(Blob blob, PackageKind kind) {}
}
