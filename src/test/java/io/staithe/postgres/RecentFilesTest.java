package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.library.addition.AcceptedFile;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import io.staithe.queue.TaskId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RecentFilesTest {
    private final RecentFiles recent = new RecentFiles();

    @Test
    void theFilesOfATaskAreRememberedInTheirOrderUntilTheyAreAskedFor() {
        note(1, "a", "b");
        note(2, "c");
        assertThat(recent.take(new TaskId(1))).contains(List.of(file(1, "a"), file(1, "b")));
        assertThat(recent.take(new TaskId(1))).isEmpty();
        assertThat(recent.take(new TaskId(2))).contains(List.of(file(2, "c")));
    }

    @Test
    void theOldestTasksAreForgotten() {
        for (int task = 1; task <= 1025; task++) {
            note(task, "a");
        }
        assertThat(recent.take(new TaskId(1))).isEmpty();
        assertThat(recent.take(new TaskId(2))).isPresent();
    }

    @Test
    void anotherTaskOfTheSameNumberIsAnotherTask() {
        note(1, "a");
        note(1, "b");
        assertThat(recent.take(new TaskId(1))).contains(List.of(file(1, "b")));
        note(2, "a");
        note(2);
        assertThat(recent.take(new TaskId(2))).isEmpty();
    }

    private void note(long task, String... names) {
        recent.note(Map.of(
                new TaskId(task), Stream.of(names).map(name -> file(task, name)).toList()));
    }

    private static AcceptedFile file(long task, String name) {
        Digests digests = new Digests(1, "0".repeat(32), "0".repeat(40), "0".repeat(64), "0".repeat(128));
        return new AcceptedFile(task, "ci", name, new Blob(1, digests, new Location("x")));
    }
}
