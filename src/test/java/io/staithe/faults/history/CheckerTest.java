package io.staithe.faults.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.faults.history.Evidence.Generation;
import io.staithe.faults.history.Evidence.Revision;
import io.staithe.faults.history.Evidence.State;
import io.staithe.faults.history.Operation.Kind;
import io.staithe.faults.history.Operation.Outcome;
import io.staithe.faults.history.Violation.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A history that can be is passed; whatever is planted in it is found, named, and shown by the calls that prove it. */
final class CheckerTest {
    private static final Item A = new Item("a_1.0_amd64", "aaaa");
    private static final Item B = new Item("b_1.0_amd64", "bbbb");
    private static final Item C = new Item("c_1.0_amd64", "cccc");
    private static final Item OTHER_A = new Item("a_1.0_amd64", "a2a2");

    private final List<Operation> operations = new ArrayList<>();
    private final List<Revision> log = new ArrayList<>();
    private final List<Generation> generations = new ArrayList<>();
    private List<Item> members = List.of();
    private long started;
    private long accepted = -1;
    private long ended;

    @Test
    void whatHoldsIsPassed() {
        add(1, 0, 10, A);
        read(1, 11, 12, A);
        add(2, 5, 30, B);
        at(31, 40).call(2, Kind.PUBLISH, "stable", Outcome.DONE);
        show(3, 41, 42, A, B);
        remove(1, 43, 50, A);
        read(1, 51, 52, B);
        logged(1, List.of(A), List.of());
        logged(2, List.of(B), List.of());
        logged(3, List.of(), List.of(A));
        generations.add(new Generation("stable", 1, "main", 2, List.of(B, A)));
        inTheEnd(B);
        assertThat(violations()).isEmpty();
    }

    @Test
    void whatIsUnknownMayHaveHappenedOrNotAtAnyTime() {
        unknown(Effect.adding("main", List.of(A)));
        unknown(Effect.adding("main", List.of(B)));
        add(1, 100, 110, C);
        read(1, 111, 112, C);
        read(1, 113, 114, A, C);
        logged(1, List.of(C), List.of());
        logged(2, List.of(A), List.of());
        inTheEnd(C, A);
        assertThat(violations()).isEmpty();
    }

    @Test
    void aLostWriteIsFound() {
        add(1, 0, 10, A);
        add(2, 20, 30, B);
        logged(1, List.of(A), List.of());
        logged(2, List.of(), List.of());
        inTheEnd(A);
        Violation found = only(Rule.LOST_ADDITION);
        assertThat(found.text()).contains("b_1.0_amd64@bbbb", "nobody may have taken it out of main");
        assertThat(found.operations()).containsExactly(operations.get(1));
    }

    @Test
    void aLostWriteIsFoundWhereNoLogIsKept() {
        add(1, 0, 10, A);
        inTheEnd();
        only(Rule.LOST_ADDITION);
    }

    @Test
    void aRemovalThatBeganMeanwhileExplainsWhatIsMissing() {
        add(1, 0, 10, A);
        remove(2, 5, 20, A);
        inTheEnd();
        assertThat(violations()).isEmpty();
    }

    @Test
    void aRemovalThatWasOverBeforeExplainsNothing() {
        remove(2, 0, 5, A);
        add(1, 6, 10, A);
        inTheEnd();
        only(Rule.LOST_ADDITION);
    }

    @Test
    void anotherBuildThatReplacedItExplainsWhatIsMissing() {
        add(1, 0, 10, A);
        at(11, 20).call(2, Kind.CHANGE, "main", Outcome.DONE, Effect.replacing("main", OTHER_A));
        logged(1, List.of(A), List.of());
        logged(2, List.of(OTHER_A), List.of(A));
        inTheEnd(OTHER_A);
        assertThat(violations()).isEmpty();
    }

    @Test
    void aRepositoryThatIsGoneIsALossUnlessItWasDropped() {
        at(0, 10).call(1, Kind.CHANGE, "other", Outcome.DONE, Effect.adding("other", List.of(A)));
        only(Rule.LOST_ADDITION);
        at(11, 20).call(1, Kind.DROP, "other", Outcome.UNKNOWN);
        assertThat(violations()).isEmpty();
        at(21, 30).call(1, Kind.DROP, "main", Outcome.DONE);
        only(Rule.LOST_REMOVAL);
    }

    @Test
    void aRemovalThatDidNotLastIsFound() {
        add(1, 0, 10, A);
        remove(1, 20, 30, A);
        inTheEnd(A);
        assertThat(only(Rule.LOST_REMOVAL).operations()).containsExactly(operations.get(1));
    }

    @Test
    void aRemovalThatHappenedTwiceIsFound() {
        add(1, 0, 10, A);
        remove(2, 11, 20, A);
        add(1, 21, 30, A);
        logged(1, List.of(A), List.of());
        logged(2, List.of(), List.of(A));
        logged(3, List.of(A), List.of());
        logged(4, List.of(), List.of(A));
        assertThat(rules()).containsExactlyInAnyOrder(Rule.UNASKED_REMOVAL, Rule.LOST_ADDITION);
    }

    @Test
    void whatNobodyAskedForIsFound() {
        at(0, 10).call(1, Kind.CHANGE, "main", Outcome.REFUSED, Effect.adding("main", List.of(A)));
        logged(1, List.of(A), List.of());
        inTheEnd(A);
        assertThat(rules()).containsOnly(Rule.UNASKED_ADDITION);
    }

    @Test
    void aStaleReadIsFound() {
        add(1, 0, 10, A);
        read(2, 11, 12);
        logged(1, List.of(A), List.of());
        inTheEnd(A);
        assertThat(only(Rule.STALE_READ).operations()).containsExactlyElementsOf(operations);
    }

    @Test
    void aReadOfARemovedPackageIsStale() {
        add(1, 0, 10, A);
        add(1, 11, 12, B);
        remove(1, 13, 20, A);
        read(2, 21, 22, A, B);
        logged(1, List.of(A), List.of());
        logged(2, List.of(B), List.of());
        logged(3, List.of(), List.of(A));
        inTheEnd(B);
        assertThat(only(Rule.STALE_READ).text()).contains("is revision 2 of main", "revision 3 was acknowledged");
    }

    @Test
    void aReadThatGoesBackInTimeIsFound() {
        unknown(Effect.adding("main", List.of(A)));
        read(2, 11, 12, A);
        read(3, 13, 14);
        read(2, 15, 16);
        logged(1, List.of(A), List.of());
        inTheEnd(A);
        assertThat(only(Rule.TIME_WENT_BACK).operations()).containsExactly(operations.get(3));
    }

    @Test
    void aReadOfWhatNeverWasIsFound() {
        unknown(Effect.adding("main", List.of(A)));
        unknown(Effect.adding("main", List.of(B)));
        read(2, 11, 12, B);
        logged(1, List.of(A), List.of());
        logged(2, List.of(B), List.of());
        inTheEnd(A, B);
        only(Rule.NEVER_WAS);
    }

    @Test
    void aTornArchiveIsFound() {
        unknown(Effect.adding("main", List.of(A)));
        unknown(Effect.adding("main", List.of(B)));
        show(2, 11, 12, B);
        logged(1, List.of(A), List.of());
        logged(2, List.of(B), List.of());
        inTheEnd(A, B);
        only(Rule.TORN_ARCHIVE);
    }

    @Test
    void aGenerationThatIsNotItsRevisionIsFound() {
        add(1, 0, 10, A);
        add(1, 11, 20, B);
        logged(1, List.of(A), List.of());
        logged(2, List.of(B), List.of());
        inTheEnd(A, B);
        generations.add(new Generation("stable", 3, "main", 2, List.of(A)));
        assertThat(only(Rule.TORN_ARCHIVE).text()).contains("generation 3 of stable", "but revision 1");
    }

    @Test
    void anArchiveThatMissesWhatWasPublishedIsStale() {
        at(0, 10).call(1, Kind.PUBLISHED_CHANGE, "main", Outcome.DONE, Effect.adding("main", List.of(A)));
        show(2, 5, 8);
        logged(1, List.of(A), List.of());
        inTheEnd(A);
        assertThat(violations()).isEmpty();
        show(2, 11, 12);
        only(Rule.STALE_READ);
    }

    @Test
    void twoOfOneAreFound() {
        add(1, 0, 10, A);
        add(2, 0, 10, OTHER_A);
        inTheEnd(A, OTHER_A);
        assertThat(only(Rule.DUPLICATE).text()).contains("main in the end has a_1.0_amd64 twice");
    }

    @Test
    void aCallThatTookEffectTwiceIsFound() {
        add(1, 0, 10, A);
        remove(2, 5, 20, A);
        logged(1, List.of(A), List.of());
        logged(2, List.of(), List.of(A));
        logged(3, List.of(A), List.of());
        inTheEnd(A);
        assertThat(rules()).contains(Rule.DUPLICATE);
    }

    @Test
    void changesInTheWrongOrderAreFound() {
        add(1, 0, 10, A);
        add(2, 20, 30, B);
        logged(1, List.of(B), List.of());
        logged(2, List.of(A), List.of());
        inTheEnd(A, B);
        assertThat(only(Rule.ORDER).operations()).containsExactlyElementsOf(operations);
    }

    @Test
    void theOrderIsThatOfAcceptance() {
        accepted = 5;
        add(1, 0, 100, A);
        accepted = -1;
        add(2, 20, 30, B);
        logged(1, List.of(B), List.of());
        logged(2, List.of(A), List.of());
        inTheEnd(A, B);
        only(Rule.ORDER);
    }

    @Test
    void aSnapshotThatIsGoneOrOfAnotherTimeIsFound() {
        add(1, 0, 10, A);
        at(11, 20).call(1, Kind.SNAPSHOT, "before", Outcome.DONE, Effect.adding("main", List.of()));
        logged(1, List.of(A), List.of());
        inTheEnd(A);
        assertThat(violations(Map.of("before", List.of(A)), List.of())).isEmpty();
        assertThat(violations(Map.of(), List.of())).extracting(Violation::rule).containsExactly(Rule.WRONG_SNAPSHOT);
        assertThat(violations(Map.of("before", List.of()), List.of()))
                .extracting(Violation::rule)
                .containsExactly(Rule.WRONG_SNAPSHOT);
    }

    @Test
    void anUploadThatIsNowhereIsFound() {
        at(0, 10).look(1, Kind.UPLOAD, "ci", A);
        only(Rule.LOST_UPLOAD);
        unknown(Effect.adding("main", List.of(A)));
        assertThat(violations()).isEmpty();
    }

    @Test
    void aMissingFileIsFound() {
        assertThat(violations(Map.of(), List.of("pool/a.deb is named by stable and is not there")))
                .extracting(Violation::rule)
                .containsExactly(Rule.NOT_WHOLE);
    }

    private void add(int client, long from, long to, Item item) {
        at(from, to).call(client, Kind.CHANGE, "main", Outcome.DONE, Effect.adding("main", List.of(item)));
    }

    private void remove(int client, long from, long to, Item item) {
        at(from, to).call(client, Kind.CHANGE, "main", Outcome.DONE, Effect.removing("main", List.of(item)));
    }

    private void unknown(Effect effect) {
        at(0, 10).call(9, Kind.CHANGE, "main", Outcome.UNKNOWN, effect);
    }

    private void read(int client, long from, long to, Item... seen) {
        at(from, to).look(client, Kind.READ, "main", seen);
    }

    private void show(int client, long from, long to, Item... seen) {
        at(from, to).look(client, Kind.SHOW, "stable", seen);
    }

    /** When the next call begins and ends. */
    private CheckerTest at(long from, long to) {
        started = from;
        ended = to;
        return this;
    }

    private void look(int client, Kind kind, String target, Item... seen) {
        note(client, kind, target, Outcome.DONE, new Told(List.of(), List.of(seen)));
    }

    private void call(int client, Kind kind, String target, Outcome outcome, Effect... effects) {
        note(client, kind, target, outcome, new Told(List.of(effects), List.of()));
    }

    private void note(int client, Kind kind, String target, Outcome outcome, Told told) {
        operations.add(new Operation(
                operations.size() + 1,
                client,
                kind,
                "",
                target,
                told.effects(),
                started,
                accepted < 0 ? ended : accepted,
                ended,
                outcome,
                told.seen()));
    }

    private void logged(long number, List<Item> added, List<Item> removed) {
        log.add(new Revision(number, added, removed));
    }

    private void inTheEnd(Item... items) {
        members = List.of(items);
    }

    private Violation only(Rule rule) {
        List<Violation> found = violations();
        assertThat(found).extracting(Violation::rule).containsExactly(rule);
        return found.get(0);
    }

    private List<Rule> rules() {
        return violations().stream().map(Violation::rule).toList();
    }

    private List<Violation> violations() {
        return violations(Map.of(), List.of());
    }

    private List<Violation> violations(Map<String, List<Item>> snapshots, List<String> broken) {
        return Checker.violations(
                operations,
                new Evidence(
                        Map.of("main", new State(members, log)),
                        Map.of("stable", "main"),
                        snapshots,
                        Set.of(),
                        generations,
                        broken));
    }

    private record Told(List<Effect> effects, List<Item> seen) {}
}
