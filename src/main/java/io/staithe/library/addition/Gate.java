package io.staithe.library.addition;

import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.deb.Control;
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
     * Completes, or refuses with {@code REFUSED_BY_POLICY}. What the repository has already is fine; what inspection
     * refuses is not asked about. Repeatable.
     *
     * @param files binary packages
     */
    public Mono<Void> required(Repository repository, Collection<AcceptedFile> files) {
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
                        .flatMap(entry -> entrant(entry.getKey(), verdicts.get(entry.getValue())))))
                .filter(entrant -> policies.refusal(entrant).isPresent())
                .filterWhen(entrant -> holding.apply(repository.id(), entrant.sha256())
                        .hasElement()
                        .map(there -> !there))
                .concatMap(entrant -> Mono.justOrEmpty(policies.refusal(entrant)))
                .concatMap(this::refused)
                .then();
    }

    /** The refusal as a fault, counted. */
    public Mono<Void> refused(Refusal refusal) {
        return Mono.error(() -> policing.refused(refusal));
    }

    private static Stream<Entrant> entrant(AcceptedFile file, Verdict verdict) {
        return Objects.requireNonNull(verdict)
                .fold(passed -> Stream.of(entrant(file, passed.control())), failed -> Stream.empty());
    }

    private static Entrant entrant(AcceptedFile file, Control control) {
        return Entrant.of(NewPackage.binary(control, file.name(), file.blob()));
    }
}
