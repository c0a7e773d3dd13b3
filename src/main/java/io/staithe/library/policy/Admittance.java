package io.staithe.library.policy;

import static java.util.stream.Collectors.toMap;

import io.staithe.catalog.Member;
import io.staithe.catalog.NewPackage;
import io.staithe.deb.PackageKey;
import io.staithe.library.policy.Policies.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets packages into a repository one by one, each by what those before it left. Lives within one transaction; not safe
 * for threads.
 */
public final class Admittance {
    private static final Admission FREE = new Admission(null, List.of());

    private final Policies policies;
    private final Standing standing;
    private final Known known;
    private final Consumer<Rule> refusals;

    Admittance(Policies policies, Standing standing, Known known, Consumer<Rule> refusals) {
        this.policies = policies;
        this.standing = standing;
        this.known = known;
        this.refusals = refusals;
    }

    /** Lets everything in. */
    static Admittance free() {
        return new Admittance(Policies.NONE, new Standing(), Known.of(List.of(), List.of(), Answers.NONE), rule -> {});
    }

    /** The members that may have to go, which a shelf has to know. */
    public List<Member> members() {
        return known.members();
    }

    /** The broken rule where none of these keys may sign for what comes by {@code .changes} files. */
    public Optional<Refusal> unsigned(String what, Predicate<String> named) {
        return told(policies.unsigned(what, named));
    }

    /** Lets a package in that is new, or says why not. */
    public Admission admit(NewPackage arrival, @Nullable Member holder) {
        return policies.allowEverything() ? FREE : admit(Entrant.of(arrival, ""), holder);
    }

    /** Lets a package in that the catalogue knows, into a free slot, or says why not. */
    public Admission admit(PackageKey key) {
        return admit(key, null);
    }

    /** The same in the place of what holds the slot. */
    public Admission admit(PackageKey key, @Nullable Member holder) {
        return policies.allowEverything() ? FREE : admit(known.entrant(key), holder);
    }

    /**
     * Lets a package in, or says why not. Whoever asks puts it into its slot and takes out what it lists.
     *
     * @param holder what has the slot, and gives way
     */
    private Admission admit(Entrant entrant, @Nullable Member holder) {
        Optional<Refusal> broken =
                policies.refusal(entrant).or(() -> notHigher(entrant)).or(() -> byHook(entrant));
        if (broken.isPresent()) {
            return refused(broken.get());
        }
        Long newest = policies.retention().newest();
        if (newest != null && standing.higher(entrant.key()) >= newest) {
            return refused(Refusal.of(
                    Rule.RETENTION, entrant.reported(), "the newest " + newest + " stay, and as many are higher"));
        }
        List<PackageKey> surplus = newest == null ? List.of() : standing.surplus(entrant.key(), newest);
        List<PackageKey> gone = new ArrayList<>(surplus);
        if (holder != null) {
            gone.add(holder.key());
        }
        Optional<Refusal> tooMuch = tooMuch(entrant, gone);
        if (tooMuch.isPresent()) {
            return refused(tooMuch.get());
        }
        standing.enter(entrant, gone);
        return new Admission(null, surplus);
    }

    private Admission refused(Refusal refusal) {
        told(Optional.of(refusal));
        return new Admission(refusal, List.of());
    }

    private Optional<Refusal> told(Optional<Refusal> refusal) {
        refusal.ifPresent(broken -> refusals.accept(broken.rule()));
        return refusal;
    }

    private Optional<Refusal> byHook(Entrant entrant) {
        Hook hook = policies.hook();
        return hook == null ? Optional.empty() : known.answers().refusal(hook, entrant);
    }

    private Optional<Refusal> notHigher(Entrant entrant) {
        PackageKey highest = policies.higherVersion() ? standing.highest(entrant.key()) : null;
        return highest == null || highest.version().compareTo(entrant.key().version()) < 0
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        Rule.HIGHER_VERSION,
                        entrant.reported(),
                        "the version must be higher than " + highest.version() + ", which is there"));
    }

    /** What makes the repository smaller is fine, however full it is. */
    private Optional<Refusal> tooMuch(Entrant entrant, List<PackageKey> gone) {
        Quota quota = policies.quota();
        long packages = 1 - gone.size();
        long bytes = entrant.sizeBytes()
                - gone.stream().mapToLong(standing::sizeBytes).sum();
        return over(quota.packages(), standing.packages(), packages, entrant, "packages")
                .or(() -> over(quota.bytes(), standing.bytes(), bytes, entrant, "bytes"));
    }

    private static Optional<Refusal> over(@Nullable Long most, long present, long more, Entrant entrant, String unit) {
        return most == null || more <= 0 || present + more <= most
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        Rule.QUOTA,
                        entrant.reported(),
                        "the repository would hold " + (present + more) + " " + unit + " and may hold " + most));
    }

    /**
     * What was read.
     *
     * @param entrants what may come
     * @param members of their lines
     * @param answers of the hook
     */
    record Known(Map<PackageKey, Entrant> entrants, List<Member> members, Answers answers) {
        Known {
            entrants = Map.copyOf(entrants);
            members = List.copyOf(members);
        }

        static Known of(List<Entrant> entrants, List<Member> members, Answers answers) {
            return new Known(
                    entrants.stream().collect(toMap(Entrant::key, entrant -> entrant, (first, same) -> first)),
                    members,
                    answers);
        }

        Entrant entrant(PackageKey key) {
            return Objects.requireNonNull(entrants.get(key), key::toString);
        }
    }

    /**
     * What becomes of a package.
     *
     * @param refusal null where it comes in
     * @param surplus members that go because it comes
     */
    public record Admission(@Nullable Refusal refusal, List<PackageKey> surplus) {
        /** Copies the list. */
        public Admission {
            surplus = List.copyOf(surplus);
        }

        /** The members that go; {@code REFUSED_BY_POLICY} or {@code QUOTA_EXCEEDED} where the package may not come. */
        public List<PackageKey> surplusUnlessRefused() {
            if (refusal != null) {
                throw refusal.fault();
            }
            return surplus;
        }
    }
}
