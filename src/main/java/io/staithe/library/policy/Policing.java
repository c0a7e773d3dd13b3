package io.staithe.library.policy;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Refused;
import io.staithe.library.policy.Admittance.Known;
import io.staithe.library.policy.Hook.OnFailure;
import io.staithe.observe.Meters;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Keeps the policies of repositories in the transactions that add to them. The policies come with the row that such a
 * transaction locks: where there are none, nothing is asked.
 */
public final class Policing {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Inventory inventory;
    private final Hooks hooks;
    private final MeterRegistry meters;

    /** Policing by what an inventory and hooks tell. */
    public Policing(Inventory inventory, Hooks hooks, MeterRegistry meters) {
        this.inventory = inventory;
        this.hooks = hooks;
        this.meters = meters;
    }

    /**
     * A change that lets packages in, with the hook asked where it needs that: the first transaction finds out and is
     * rolled back, then the hook is asked outside of any, then the change is begun again with the answers. That ends:
     * each package is asked about once.
     *
     * @param change a whole transaction, or several; may be subscribed to more than once
     */
    public <T> Mono<T> asking(Mono<T> change) {
        return attempt(change, Asked.NOBODY);
    }

    private <T> Mono<T> attempt(Mono<T> change, Asked asked) {
        return change.contextWrite(context -> context.put(Asked.class, asked))
                .onErrorResume(
                        Unasked.class,
                        unasked -> hooks.ask(unasked.repository(), unasked.hook(), unasked.entrants())
                                .map(answers -> asked.with(unasked.repository().id(), answers))
                                .flatMap(more -> attempt(change, more)));
    }

    /**
     * The first refusal by the hook of a repository, of these packages, which is asked where it has not answered
     * lately; empty where all may come. {@code HOOK_UNAVAILABLE} where there is no answer and that is no permission.
     * Outside of any transaction.
     */
    public Mono<Refusal> refusal(Repository repository, List<Entrant> entrants) {
        Hook hook = Policies.of(repository).hook();
        if (hook == null || entrants.isEmpty()) {
            return Mono.empty();
        }
        return hooks.known(repository, hook, entrants)
                .map(Answers::new)
                .flatMap(known ->
                        hooks.ask(repository, hook, known.missing(entrants)).map(known::with))
                .doOnNext(answers -> entrants.forEach(entrant -> refuseUnanswered(hook, entrant, answers)))
                .flatMap(answers -> Mono.justOrEmpty(entrants.stream()
                        .flatMap(entrant -> answers.refusal(hook, entrant).stream())
                        .findFirst()));
    }

    private static void refuseUnanswered(Hook hook, Entrant entrant, Answers answers) {
        if (hook.onFailure() == OnFailure.CLOSED && answers.isFailure(entrant)) {
            throw new Exhausted(
                    PolicyFault.HOOK_UNAVAILABLE,
                    answers.refusal(hook, entrant).orElseThrow().message(),
                    SOON);
        }
    }

    /** Packages that the catalogue knows, as policies see them. */
    public Mono<List<Entrant>> entrants(Collection<PackageKey> keys, String caller) {
        return inventory.entrants(keys, caller).collectList();
    }

    /** The fault of a refusal, which is counted. */
    public Refused refused(Refusal refusal) {
        count(refusal.rule());
        return refusal.fault();
    }

    private void count(Rule rule) {
        Meters.POLICY_REFUSALS.counter(meters, "rule", rule.member()).increment();
    }

    /**
     * Who lets packages into an open repository, having read what that takes.
     *
     * @param entrants all that may come; not subscribed to where there are no policies
     * @see #asking without which the hook cannot be asked
     */
    public Mono<Admittance> over(Opened opened, Mono<List<Entrant>> entrants, Presence presence) {
        Policies policies = Policies.of(opened.repository());
        if (policies.allowEverything()) {
            return Mono.just(Admittance.free());
        }
        return entrants.flatMap(all -> answers(opened.repository(), policies, all, presence)
                .flatMap(answers -> members(opened, policies, all, presence)
                        .flatMap(members -> standing(opened, policies, members, presence)
                                .map(standing -> new Admittance(
                                        policies, standing, Known.of(all, members, answers), this::count)))));
    }

    /** What the hook says; {@link Unasked} where it has not been asked about what else may come. */
    private Mono<Answers> answers(Repository repository, Policies policies, List<Entrant> entrants, Presence presence) {
        Hook hook = policies.hook();
        if (hook == null) {
            return Mono.just(Answers.NONE);
        }
        List<Entrant> coming = entrants.stream()
                .filter(entrant -> policies.refusal(entrant).isEmpty() && !presence.has(entrant))
                .toList();
        return Mono.deferContextual(context -> {
            Answers told = context.get(Asked.class).of(repository.id());
            return hooks.known(repository, hook, told.missing(coming))
                    .map(told::with)
                    .doOnNext(answers -> {
                        List<Entrant> missing = answers.missing(coming);
                        if (!missing.isEmpty()) {
                            throw new Unasked(repository, hook, missing);
                        }
                    });
        });
    }

    /** Whom a change has asked already, in the context of its transactions. */
    private record Asked(Map<RepositoryId, Answers> byRepository) {
        static final Asked NOBODY = new Asked(Map.of());

        Answers of(RepositoryId id) {
            return byRepository.getOrDefault(id, Answers.NONE);
        }

        Asked with(RepositoryId id, Map<Long, Answer> answers) {
            Map<RepositoryId, Answers> all = new HashMap<>(byRepository);
            all.put(id, of(id).with(answers));
            return new Asked(Map.copyOf(all));
        }
    }

    /** The members whose versions matter. */
    private Mono<List<Member>> members(Opened opened, Policies policies, List<Entrant> entrants, Presence presence) {
        Long newest = policies.retention().newest();
        if (newest == null && !policies.higherVersion()) {
            return Mono.just(List.of());
        }
        List<Line> lines = entrants.stream()
                .map(entrant -> Line.of(entrant.key()))
                .distinct()
                .toList();
        return inventory
                .newest(
                        opened.repository().id(),
                        lines,
                        newest == null ? 1 : Integer.MAX_VALUE,
                        presence.gone().stream().map(Member::membership).toList())
                .collectList();
    }

    private Mono<Standing> standing(Opened opened, Policies policies, List<Member> members, Presence presence) {
        Standing standing = new Standing();
        standing.line(members);
        if (!policies.quota().isSet()) {
            return Mono.just(standing);
        }
        RepositoryId id = opened.repository().id();
        List<Member> sized =
                Stream.concat(presence.present().stream(), members.stream()).toList();
        return inventory
                .size(id, opened.repository().revision())
                .doOnNext(size -> standing.count(size.packages(), size.bytes()))
                .then(Mono.defer(() -> inventory.sizes(
                        sized.stream().map(Member::membership).distinct().toList())))
                .doOnNext(sizes -> standing.size(sized, sizes))
                .thenReturn(standing)
                .doOnNext(known -> presence.gone().forEach(known::leave));
    }

    /**
     * What is in the places that packages want.
     *
     * @param gone those of it that are taken out before anything comes
     */
    public record Presence(Collection<Member> present, Collection<Member> gone) {
        /** Copies both. */
        public Presence {
            present = List.copyOf(present);
            gone = List.copyOf(gone);
        }

        /** Whether a package is there, bytes and all. */
        boolean has(Entrant entrant) {
            return present.stream()
                    .anyMatch(member -> member.key().equals(entrant.key())
                            && member.sha256().equals(entrant.sha256()));
        }
    }
}
