package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.archive.shard.Shard;
import io.staithe.publish.files.KeptShard;
import io.staithe.publish.index.IndexList.Part;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which lists have room, and which go first. */
final class RecentPartsTest {
    private static final int HALF = RecentParts.ROOM / 2;

    private final RecentParts recent = new RecentParts();

    @Test
    void whatWasNotUsedLongestIsForgottenFirst() {
        recent.remember(1, parts(HALF));
        recent.remember(2, parts(HALF));
        assertThat(recent.of(1)).hasValue(parts(HALF));
        recent.remember(3, parts(1));
        assertThat(recent.of(2)).isEmpty();
        assertThat(recent.of(1)).isPresent();
        assertThat(recent.of(3)).isPresent();
    }

    @Test
    void whatIsRememberedAgainTakesNoMoreRoom() {
        recent.remember(1, parts(HALF));
        recent.remember(1, parts(HALF));
        recent.remember(2, parts(HALF));
        assertThat(recent.of(1)).isPresent();
        assertThat(recent.of(2)).isPresent();
    }

    @Test
    void whatHasNoRoomIsNotRemembered() {
        recent.remember(1, parts(1));
        recent.remember(2, parts(RecentParts.ROOM + 1));
        assertThat(recent.of(1)).isPresent();
        assertThat(recent.of(2)).isEmpty();
    }

    private static List<Part> parts(int count) {
        return Collections.nCopies(count, new Part("a", new KeptShard(1, new Shard("00", 1, 1, 1), "00/0")));
    }
}
