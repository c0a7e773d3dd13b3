package io.staithe.library.addition;

import io.staithe.access.Caller;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.intake.Inspections.Suspect;
import io.staithe.intake.Verdict;
import io.staithe.library.policy.Entrant;
import io.staithe.library.policy.Policies;
import io.staithe.library.policy.Policing;
import io.staithe.library.policy.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses packages by the policies of their repository before their addition is accepted, as far as the packages alone
 * tell: a courtesy, since the transaction that adds them asks again, and for what only it can know.
 */
public final class Gate {
    private final Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections;
    private final Policing policing;
    private final BiFunction<RepositoryId, String, Mono<?>> holding;

    /**
     * A gate by these.
     *
     * @param inspections gives the verdict on each of these
     * @param holding emits where a repository has the bytes of a SHA-256
     */
    public Gate(
            Function<Collection<Suspect>, Mono<Map<Suspect, Verdict>>> inspections,
            Policing policing,
            BiFunction<RepositoryId, String, Mono<?>> holding) {
        this.inspections = inspections;
        this.policing = policing;
        this.holding = holding;
    }

    /**
     * Completes, or refuses with {@code REFUSED_BY_POLICY}, by the hook too, which is asked where there is one; with
     * {@code HOOK_UNAVAILABLE} where it has to answer and does not. What the repository has already is fine; what
     * inspection refuses is not asked about. Repeatable.
     *
     * @param files binary packages
     */
    public Mono<Void> required(Caller caller, Repository repository, Collection<AcceptedFile> files) {
        Policies policies = Policies.of(repository);
        if (policies.allowEverything()) {
            return Mono.empty();
        }
        Map<AcceptedFile, Suspect> suspects = files.stream()
                .filter(file -> file.kind().isPresent())
                .collect(Collectors.toMap(
                        file -> file,
                        file -> new Suspect(file.blob(), file.kind().orElseThrow())));
        return inspections
                .apply(List.copyOf(suspects.values()))
                .flatMapMany(verdicts -> Flux.fromStream(() -> suspects.entrySet().stream()
                        .flatMap(entry -> entrant(caller, entry.getKey(), verdicts.get(entry.getValue())))))
                .filter(entrant ->
                        policies.hook() != null || policies.refusal(entrant).isPresent())
                .filterWhen(entrant -> holding.apply(repository.id(), entrant.sha256())
                        .hasElement()
                        .map(there -> !there))
                .collectList()
                .flatMap(entrants -> broken(policies, entrants)
                        .switchIfEmpty(Mono.defer(() -> policing.refusal(repository, entrants))))
                .flatMap(this::refused);
    }

    private static Mono<Refusal> broken(Policies policies, List<Entrant> entrants) {
        return Mono.justOrEmpty(entrants.stream()
                .flatMap(entrant -> policies.refusal(entrant).stream())
                .findFirst());
    }

    /** The refusal as a fault, counted. */
    public Mono<Void> refused(Refusal refusal) {
        return Mono.error(() -> policing.refused(refusal));
    }

    private static Stream<Entrant> entrant(Caller caller, AcceptedFile file, @Nullable Verdict verdict) {
        return Objects.requireNonNull(verdict)
                .fold(
                        passed -> Stream.of(Entrant.of(
                                NewPackage.binary(passed.control(), file.name(), file.blob()), caller.name())),
                        failed -> Stream.empty());
    }
}
