package io.staithe.wiring.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/** Tells structured logs the name of an event whose message begins with it: {@code event=task.finished id=…}. */
final class EventAction implements StructuredLoggingJsonMembersCustomizer<ILoggingEvent> {
    private static final Pattern NAMED = Pattern.compile("event=([a-z0-9.-]{1,100})(?: .*|$)", Pattern.DOTALL);

    @Override
    public void customize(Members<ILoggingEvent> members) {
        members.add("event.action", EventAction::of).whenNotNull();
    }

    static @Nullable String of(ILoggingEvent line) {
        Matcher named = NAMED.matcher(line.getFormattedMessage());
        return named.matches() ? named.group(1) : null;
    }
}
