package io.staithe.queue.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.queue.Instance;
import io.staithe.queue.Notices;
import io.staithe.queue.TaskId;
import io.staithe.queue.lanes.Notice.Word;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NoticeTest {
    private static final String SELF = Notice.sender(new Instance(7, "gateway-1", 3));

    @Test
    void whatIsWrittenIsRead() {
        assertThat(Notice.read(Notice.of(SELF, Word.HERE))).contains(new Notice("7.3", Word.HERE, List.of()));
        List<TaskId> ids = List.of(new TaskId(12), new TaskId(13));
        assertThat(Notice.settled(SELF, ids)).containsExactly("7.3 settled 12 13");
        assertThat(Notice.read("7.3 settled 12 13")).contains(new Notice("7.3", Word.SETTLED, ids));
    }

    @Test
    void manyTasksAreSeveralNoticesEachShortEnough() {
        List<TaskId> ids = LongStream.range(0, 1000)
                .mapToObj(n -> new TaskId(Long.MAX_VALUE / 10 - n))
                .toList();
        List<String> notices = Notice.settled(SELF, ids);
        assertThat(notices)
                .hasSize(4)
                .allSatisfy(text -> assertThat(text.length()).isLessThan(Notices.MAX_CHARACTERS));
        assertThat(notices.stream().flatMap(text -> Notice.read(text).orElseThrow().tasks().stream()))
                .containsExactlyElementsOf(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7.3", "7.3 later 1", "7 here", "7.3 settled x", "7.3 settled 1 ", "7.3 SETTLED 1"})
    void whatThisReleaseDoesNotKnowIsLeftAlone(String text) {
        assertThat(Notice.read(text)).isEmpty();
    }
}
