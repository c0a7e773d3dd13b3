package io.staithe.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.catalog.Shelf.Closing;
import io.staithe.catalog.Shelf.Opening;
import io.staithe.catalog.Shelf.Step;
import io.staithe.testkit.Specimen;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShelfTest {
    private static final NewPackage HELLO =
            Specimen.deb("hello", "1.0", "first").found(1);
    private static final NewPackage OTHER_HELLO =
            Specimen.deb("hello", "1.0", "second").found(2);
    private static final NewPackage SAME_VERSION =
            Specimen.deb("hello", "1.00", "third").found(3);

    @Test
    void turnsThatChangeSomethingTakeARevisionEach() {
        Shelf shelf = new Shelf(7, List.of());
        shelf.put(HELLO);
        assertThat(shelf.endTurn()).contains(new Step(8, List.of(member(HELLO)), List.of()));
        assertThat(shelf.endTurn()).isEmpty();
        shelf.take(HELLO.slot());
        assertThat(shelf.endTurn()).contains(new Step(9, List.of(), List.of(HELLO.key())));
    }

    @Test
    void aLaterTurnClosesWhatAnEarlierOneOpened() {
        Shelf shelf = new Shelf(0, List.of());
        shelf.put(HELLO);
        shelf.endTurn();
        shelf.take(HELLO.slot());
        shelf.put(OTHER_HELLO);
        shelf.endTurn();
        assertThat(shelf.openings()).containsExactly(new Opening(HELLO, 1, 2), new Opening(OTHER_HELLO, 2, 0));
        assertThat(shelf.closings()).isEmpty();
    }

    @Test
    void whatComesAndGoesWithinATurnNeverWasAMember() {
        Shelf shelf = new Shelf(0, List.of());
        shelf.put(HELLO);
        shelf.take(HELLO.slot());
        assertThat(shelf.endTurn()).isEmpty();
        assertThat(shelf.openings()).isEmpty();
    }

    @Test
    void aWrittenIntervalIsClosedAndAnotherOpened() {
        Shelf shelf = new Shelf(4, List.of(new Member(11, HELLO.key(), "ab")));
        shelf.take(HELLO.slot());
        shelf.put(HELLO);
        assertThat(shelf.endTurn()).contains(new Step(5, List.of(member(HELLO)), List.of(HELLO.key())));
        assertThat(shelf.closings()).containsExactly(new Closing(11, 5));
        assertThat(shelf.openings()).containsExactly(new Opening(HELLO, 5, 0));
    }

    @Test
    void versionsThatCompareEqualShareASlot() {
        Shelf shelf = new Shelf(0, List.of());
        shelf.put(HELLO);
        assertThat(shelf.at(SAME_VERSION.slot())).map(Member::key).contains(HELLO.key());
        assertThatThrownBy(() -> shelf.put(SAME_VERSION)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLogTellsRemovalsFirst() {
        Step step = new Step(1, List.of(member(OTHER_HELLO)), List.of(HELLO.key()));
        String sha256 = OTHER_HELLO.blob().digests().sha256();
        assertThat(step.text()).isEqualTo("-" + HELLO.key() + "\n+" + OTHER_HELLO.key() + " sha256:" + sha256 + "\n");
        assertThat(LogLines.added(step.text())).containsExactly(new LogLines.Added(OTHER_HELLO.key(), sha256));
        assertThat(LogLines.removed(step.text())).containsExactly(HELLO.key());
    }

    private static Member member(NewPackage added) {
        return new Member(0, added.key(), added.blob().digests().sha256());
    }
}
