package io.staithe.catalog.search;

import io.staithe.deb.Provision;
import io.staithe.deb.query.Relation;
import io.staithe.deb.query.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Packages and the needs of theirs that nobody has looked at yet.
 *
 * <p>A need is looked at once, however many packages have it. Of a held package only its identity and what it provides
 * are remembered. Not safe for threads; lives within one resolution.
 */
final class Closure {
    private static final Comparator<Candidate> NEWEST_FIRST = Comparator.comparing(
                    (Candidate candidate) -> candidate.found().key().version())
            .reversed();

    private final Set<String> architectures;
    private final Following following;
    private final Map<Long, Found> chosen = new LinkedHashMap<>();
    private final Map<String, List<Subject>> held = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final ArrayDeque<Need> open = new ArrayDeque<>();
    private final Set<String> unsatisfied = new TreeSet<>();

    Closure(Collection<String> architectures, Following following) {
        this.architectures = new TreeSet<>(architectures);
        this.following = following;
    }

    /** Takes a package, and notes what it needs. */
    void take(Candidate candidate) {
        if (chosen.putIfAbsent(candidate.found().id(), candidate.found()) == null) {
            hold(candidate.subject());
            note(candidate.subject());
        }
    }

    private void hold(Subject subject) {
        List<Provision> provides = subject.provides();
        String stanza = provides.isEmpty() ? "" : "Provides: " + subject.field("Provides") + "\n";
        Subject slim = new Subject(subject.kind(), subject.name(), subject.version(), subject.architecture(), stanza);
        held.computeIfAbsent(subject.name(), name -> new ArrayList<>(1)).add(slim);
        provides.forEach(provided -> held.computeIfAbsent(provided.name(), name -> new ArrayList<>(1))
                .add(slim));
    }

    private void note(Subject subject) {
        List<List<Relation>> relations = following.relations(subject);
        architectures.stream()
                .filter(subject::isFor)
                .forEach(architecture -> relations.forEach(group -> {
                    Need need = new Need(group, architecture);
                    if (known.add(need.toString())) {
                        open.add(need);
                    }
                }));
    }

    boolean hasNeeds() {
        return !open.isEmpty();
    }

    /** Takes needs out that nothing held satisfies; fewer than the most, or none, where others are satisfied. */
    List<Need> nextNeeds(int most) {
        List<Need> needs = new ArrayList<>();
        while (!open.isEmpty() && needs.size() < most) {
            Need need = open.remove();
            if (following.allVariants() || !isHeld(need)) {
                needs.add(need);
            }
        }
        return needs;
    }

    private boolean isHeld(Need need) {
        return need.alternatives.stream().anyMatch(relation -> isHeld(relation, need.architecture));
    }

    private boolean isHeld(Relation relation, String architecture) {
        return held.getOrDefault(relation.name(), List.of()).stream()
                .anyMatch(subject -> relation.isSatisfiedBy(subject, architecture));
    }

    /** Satisfies needs from what is there already, or else from candidates. */
    void satisfy(List<Need> needs, List<Candidate> present, List<Candidate> candidates) {
        for (Need need : needs) {
            if (following.allVariants()) {
                satisfyEach(need, present, candidates);
            } else if (!isHeld(need) && !need.isMetBy(present)) {
                best(need, candidates).ifPresentOrElse(this::take, () -> unsatisfied.add(need.toString()));
            }
        }
    }

    private void satisfyEach(Need need, List<Candidate> present, List<Candidate> candidates) {
        boolean isMet = false;
        for (Relation relation : need.alternatives) {
            Need alone = new Need(List.of(relation), need.architecture);
            if (isHeld(alone) || alone.isMetBy(present)) {
                isMet = true;
                continue;
            }
            Optional<Candidate> best = best(alone, candidates);
            best.ifPresent(this::take);
            isMet |= best.isPresent();
        }
        if (!isMet) {
            unsatisfied.add(need.toString());
        }
    }

    /** The first alternative that somebody satisfies: by name before by provision, newest first, exact before all. */
    private static Optional<Candidate> best(Need need, List<Candidate> candidates) {
        for (Relation relation : need.alternatives) {
            Optional<Candidate> best = candidates.stream()
                    .filter(candidate -> relation.isSatisfiedBy(candidate.subject(), need.architecture))
                    .min(Comparator.comparing((Candidate candidate) ->
                                    !candidate.subject().name().equals(relation.name()))
                            .thenComparing(candidate -> !candidate.subject().isFor(need.architecture))
                            .thenComparing(NEWEST_FIRST)
                            .thenComparing(candidate ->
                                    !candidate.subject().architecture().equals(need.architecture)));
            if (best.isPresent()) {
                return best;
            }
        }
        return Optional.empty();
    }

    Resolution resolution() {
        return new Resolution(List.copyOf(chosen.values()), List.copyOf(unsatisfied));
    }

    /**
     * What a package needs.
     *
     * @param alternatives one of them will do
     * @param architecture for which
     */
    record Need(List<Relation> alternatives, String architecture) {
        private boolean isMetBy(List<Candidate> present) {
            return alternatives.stream()
                    .anyMatch(relation -> present.stream()
                            .anyMatch(candidate -> relation.isSatisfiedBy(candidate.subject(), architecture)));
        }

        /** The names that may satisfy it. */
        List<String> names() {
            return alternatives.stream().map(Relation::name).toList();
        }

        @Override
        public String toString() {
            return String.join(
                            " | ", alternatives.stream().map(Relation::toString).toList()) + " {" + architecture + "}";
        }
    }
}
