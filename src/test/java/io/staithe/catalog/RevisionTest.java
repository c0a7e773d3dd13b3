package io.staithe.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RevisionTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:15:30.123456789Z");

    @Test
    void aRowHasOneHashAndAChangedOneAnother() {
        Revision row = Revision.after(Revision.NO_HASH, change(1, "ci", "+Pamd64 hello 1.0 aa\n"));
        assertThat(Revision.after(row.previousHash(), row.change())).isEqualTo(row);
        assertThat(Revision.after(row.previousHash(), change(1, "ci", "+Pamd64 hello 1.1 aa\n"))
                        .hash())
                .isNotEqualTo(row.hash());
    }

    @Test
    void aRowHoldsTheHashOfTheOneBefore() {
        Revision first = Revision.after(Revision.NO_HASH, change(1, "ci", "+a\n"));
        Revision second = Revision.after(first.hash(), change(2, "ci", "-a\n"));
        assertThat(second.previousHash()).isEqualTo(first.hash());
        assertThat(Revision.after(Revision.NO_HASH, second.change()).hash()).isNotEqualTo(second.hash());
    }

    @Test
    void callersCannotSpillIntoTheChange() {
        Revision one = Revision.after(Revision.NO_HASH, change(1, "ci", "+a\n+b\n"));
        Revision other = Revision.after(Revision.NO_HASH, change(1, "ci\n+a", "+b\n"));
        assertThat(one.hash()).isNotEqualTo(other.hash());
    }

    @Test
    void timesAreCutToWhatTheDatabaseKeeps() {
        assertThat(change(1, "ci", "").at()).isEqualTo(Instant.parse("2026-11-23T10:15:30.123456Z"));
    }

    private static Revision.Change change(long number, String caller, String text) {
        return new Revision.Change(new RepositoryId(3), number, AT, 5, caller, text);
    }
}
