package io.staithe.library.incoming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.staithe.access.Caller;
import io.staithe.intake.DirectoryName;
import io.staithe.library.task.Payloads.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IncomingTest {
    private static final Target MAIN = new Target(7, "main");

    @Test
    void whoeverHasALongNameHasAPlaceToo() {
        for (String name : List.of("n".repeat(300), "/".repeat(300), "\u00e4".repeat(300))) {
            String place = Incoming.place(MAIN, new Caller(name, List.of()));
            assertThatCode(() -> new DirectoryName(place + "/x")).doesNotThrowAnyException();
        }
        assertThat(Incoming.place(MAIN, new Caller("ci@host", List.of()))).isEqualTo("dput/7/ci%40host");
    }
}
