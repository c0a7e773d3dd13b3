package io.staithe.library.policy;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.RepositoryId;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Refused;
import io.staithe.library.policy.Admittance.Known;
import io.staithe.observe.Meters;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Keeps the policies of repositories in the transactions that add to them. The policies come with the row that such a
 * transaction locks: where there are none, nothing is asked.
 */
public final class Policing {
    private final Inventory inventory;
    private final MeterRegistry meters;

    /** Policing by what an inventory tells. */
    public Policing(Inventory inventory, MeterRegistry meters) {
        this.inventory = inventory;
        this.meters = meters;
    }

    /** Packages that the catalogue knows, as policies see them. */
    public Mono<List<Entrant>> entrants(Collection<PackageKey> keys) {
        return inventory.entrants(keys).collectList();
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
     */
    public Mono<Admittance> over(Opened opened, Mono<List<Entrant>> entrants, Presence presence) {
        Policies policies = Policies.of(opened.repository());
        if (policies.allowEverything()) {
            return Mono.just(Admittance.free());
        }
        return entrants.flatMap(all -> members(opened, policies, all, presence)
                .flatMap(members -> standing(opened, policies, members, presence)
                        .map(standing -> new Admittance(policies, standing, Known.of(all, members), this::count))));
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
    }
}
