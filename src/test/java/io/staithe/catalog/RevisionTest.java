package io.staithe.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RevisionTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:15:30.123456789Z");

    @Test
    void aRowIsGenuineAndAChangedOneIsNot() {
        Revision row = Revision.after(Revision.NO_HASH, change(1, "ci", "+Pamd64 hello 1.0 aa\n"));
        assertThat(row.isGenuine()).isTrue();
        Revision forged = new Revision(change(1, "ci", "+Pamd64 hello 1.1 aa\n"), row.previousHash(), row.hash());
        assertThat(forged.isGenuine()).isFalse();
    }

    @Test
    void aRowHoldsTheHashOfTheOneBefore() {
        Revision first = Revision.after(Revision.NO_HASH, change(1, "ci", "+a\n"));
        Revision second = Revision.after(first.hash(), change(2, "ci", "-a\n"));
        assertThat(second.previousHash()).isEqualTo(first.hash());
        assertThat(new Revision(second.change(), Revision.NO_HASH, second.hash()).isGenuine())
                .isFalse();
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
