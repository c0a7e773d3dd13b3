package io.staithe.library.verify;

import io.staithe.library.check.Flaw;
import io.staithe.library.check.Part;
import org.jspecify.annotations.Nullable;

/**
 * What a check found and kept.
 *
 * @param number grows in the order in which findings came; 0 before it is kept
 * @param part the tag of a {@link Part}
 * @param kind the tag of a {@link Flaw.Kind}
 * @param repair what was done; null where nothing was
 */
public record Finding(
        long number,
        String part,
        String kind,
        String subject,
        String wrong,
        @Nullable String repair) {
    /** A flaw that was found. */
    static Finding of(Part part, Flaw flaw, @Nullable String repair) {
        return new Finding(0, part.tag(), flaw.kind().tag(), flaw.subject(), flaw.wrong(), repair);
    }
}
