package io.staithe.library.arrival;

import io.staithe.access.Caller;
import io.staithe.library.change.ChangeOutcomes;
import io.staithe.library.change.Changes;
import io.staithe.library.change.Made;
import io.staithe.library.change.Wanted;
import io.staithe.library.receipt.SignedReceipt;
import io.staithe.queue.Listing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Packages that come into a repository without a byte being sent: a change of one repository by one digest. */
public final class Adoptions {
    private final Changes changes;
    private final ChangeOutcomes outcomes;

    /** Adoptions as changes. */
    public Adoptions(Changes changes, ChangeOutcomes outcomes) {
        this.changes = changes;
        this.outcomes = outcomes;
    }

    /**
     * Has a package added by its digest, waits as far and as long as the caller wants, and emits how far it came; under
     * the file name by which it is here. Faults as of {@link Changes#submit}; those of the task are in the arrival's.
     */
    public Mono<Arrival> adopt(Caller caller, Adoption adoption) {
        Wanted wanted = Wanted.addition(adoption.repository(), adoption.sha256(), adoption.replaces());
        return changes.submit(caller, List.of(wanted), Listing.LISTED)
                .flatMap(task -> outcomes.follow(caller, task, adoption.until(), adoption.patience()))
                .map(made -> new Arrival(made.task(), receipt(made), made.publishing()));
    }

    private static @Nullable SignedReceipt receipt(Made made) {
        return made.repositories().stream()
                .flatMap(repository -> repository.receipts().stream())
                .findFirst()
                .orElse(null);
    }
}
