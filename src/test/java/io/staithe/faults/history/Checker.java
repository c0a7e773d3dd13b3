package io.staithe.faults.history;

import io.staithe.faults.history.Observation.Terms;
import io.staithe.faults.history.Operation.Kind;
import io.staithe.faults.history.Violation.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what in a history cannot be, by what was found in the end.
 *
 * <p>A call whose outcome is unknown may have taken effect once at any time since it began, or not at all; so nothing
 * is said of it that would need either. What is reported is a fault for certain.
 */
public final class Checker {
    private final List<Operation> operations;
    private final Evidence evidence;
    private final Map<String, Repository> repositories = new HashMap<>();
    private final Map<String, List<Operation>> byDigest = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private Checker(List<Operation> operations, Evidence evidence) {
        this.operations = operations;
        this.evidence = evidence;
        evidence.repositories()
                .forEach((name, state) -> repositories.put(name, new Repository(name, state, operations)));
        operations.stream()
                .filter(Operation::mayHaveHappened)
                .forEach(operation -> operation.effects().stream()
                        .flatMap(effect -> effect.added().stream())
                        .forEach(item -> byDigest.computeIfAbsent(item.digest(), none -> new ArrayList<>())
                                .add(operation)));
    }

    /**
     * All that is wrong; nothing where every promise held.
     *
     * @param operations all calls, by their beginning
     */
    public static List<Violation> violations(List<Operation> operations, Evidence evidence) {
        return new Checker(operations, evidence).check();
    }

    private List<Violation> check() {
        repositories.forEach((name, repository) -> {
            violations.addAll(repository.violations());
            judge(atTheEnd(name), "the end");
        });
        operations.stream().filter(Operation::isDone).forEach(this::judge);
        evidence.generations()
                .forEach(each -> violations.addAll(of(each.repository()).violations(each)));
        evidence.broken().forEach(text -> violations.add(new Violation(Rule.NOT_WHOLE, text)));
        return violations;
    }

    private Observation atTheEnd(String repository) {
        return new Observation(
                "the repository " + repository + " in the end",
                List.of(),
                repository,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                evidence.repositories().get(repository).members(),
                Terms.END);
    }

    private void judge(Observation seen, String client) {
        violations.addAll(of(seen.repository()).violations(seen, client));
    }

    private Repository of(String name) {
        Repository repository = repositories.get(name);
        if (repository == null) {
            throw new IllegalArgumentException("no evidence of the repository " + name);
        }
        return repository;
    }

    private void judge(Operation operation) {
        switch (operation.kind()) {
            case UPLOAD -> upload(operation);
            case SNAPSHOT -> snapshot(operation);
            case READ ->
                judge(
                        look(operation, operation.target(), operation.started(), operation.seen(), Terms.READ),
                        operation.client() + " reads " + operation.target());
            case SHOW ->
                judge(
                        look(
                                operation,
                                evidence.publications().getOrDefault(operation.target(), operation.target()),
                                published(operation),
                                operation.seen(),
                                Terms.ARCHIVE),
                        operation.client() + " fetches " + operation.target());
            case CHANGE, PUBLISHED_CHANGE -> inKnownRepositories(operation);
            case DROP -> dropped(operation);
            case PUBLISH -> {}
        }
    }

    private static Observation look(
            Operation operation, String repository, long cutoff, List<Item> items, Terms terms) {
        return new Observation(
                "what #" + operation.number() + " shows",
                List.of(operation),
                repository,
                cutoff,
                operation.started(),
                operation.ended(),
                items,
                terms);
    }

    /** The beginning of the last publish that was answered before this look at what is published. */
    private long published(Operation show) {
        return operations.stream()
                .filter(each -> each.kind() == Kind.PUBLISH
                        && each.isDone()
                        && each.target().equals(show.target())
                        && each.ended() < show.started())
                .mapToLong(Operation::started)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private void upload(Operation upload) {
        for (Item item : upload.seen()) {
            boolean isThere = evidence.uploads().contains(item.digest());
            List<Operation> users = byDigest.getOrDefault(item.digest(), List.of());
            if (!isThere && !Touches.anyBetween(users, upload.started(), Long.MAX_VALUE)) {
                violations.add(new Violation(
                        Rule.LOST_UPLOAD,
                        item + " was acknowledged in " + upload.target() + ", and is in no upload directory",
                        upload));
            }
        }
    }

    private void snapshot(Operation snapshot) {
        String repository = snapshot.effects().get(0).repository();
        List<Item> items = evidence.snapshots().get(snapshot.target());
        if (items == null) {
            violations.add(new Violation(Rule.WRONG_SNAPSHOT, snapshot.target() + " is gone", snapshot));
        } else {
            judge(look(snapshot, repository, snapshot.started(), items, Terms.SNAPSHOT), snapshot.target());
        }
    }

    /** What was acknowledged of a repository that is not there is lost, unless somebody may have dropped it. */
    private void inKnownRepositories(Operation change) {
        for (Effect effect : change.effects()) {
            boolean isGone = !repositories.containsKey(effect.repository());
            if (isGone && !Touches.anyBetween(drops(effect.repository()), change.started(), Long.MAX_VALUE)) {
                violations.add(new Violation(
                        Rule.LOST_ADDITION,
                        "the repository " + effect.repository() + " is gone, and nobody may have dropped it",
                        change));
            }
        }
    }

    private List<Operation> drops(String repository) {
        return operations.stream()
                .filter(each -> each.kind() == Kind.DROP
                        && each.mayHaveHappened()
                        && each.target().equals(repository))
                .toList();
    }

    private void dropped(Operation drop) {
        if (repositories.containsKey(drop.target())) {
            violations.add(new Violation(
                    Rule.LOST_REMOVAL, "the repository " + drop.target() + " was dropped and is there", drop));
        }
    }
}
