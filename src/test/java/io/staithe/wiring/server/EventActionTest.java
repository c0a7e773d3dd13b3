package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

/** Which lines of the log name an event. */
final class EventActionTest {
    @Test
    void theFirstWordOfAMessageIsItsEvent() {
        assertThat(EventAction.of(line("event=task.finished id={} kind=add", 7)))
                .isEqualTo("task.finished");
        assertThat(EventAction.of(line("event=request-failed"))).isEqualTo("request-failed");
        assertThat(EventAction.of(line("event=blob.mended path=a\nb"))).isEqualTo("blob.mended");
    }

    @Test
    void otherLinesHaveNone() {
        assertThat(EventAction.of(line("intake started"))).isNull();
        assertThat(EventAction.of(line("an event=x within"))).isNull();
        assertThat(EventAction.of(line("event={}", "A b"))).isNull();
    }

    private static LoggingEvent line(String message, Object... arguments) {
        return new LoggingEvent(
                EventActionTest.class.getName(),
                new LoggerContext().getLogger("io.staithe"),
                Level.INFO,
                message,
                null,
                arguments);
    }
}
