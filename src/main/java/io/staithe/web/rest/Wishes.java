package io.staithe.web.rest;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.arrival.Sending.Until;
import io.staithe.web.WebFault;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.reactive.function.server.ServerRequest;

/** What a sender wants: how far a package has to come, and how long to wait for it. */
final class Wishes {
    /** The preference of RFC 7240 §4.3. */
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,9})\"?");

    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(10);

    private Wishes() {}

    /** Until it is added, unless {@code wait} says otherwise. */
    static Until until(ServerRequest request) {
        String wish = request.queryParam("wait").orElse("added");
        return switch (wish) {
            case "accepted" -> Until.ACCEPTED;
            case "added" -> Until.ADDED;
            case "published" -> Until.PUBLISHED;
            default -> throw bad("wait", wish, "must be accepted, added or published");
        };
    }

    /** As long as {@code Prefer: wait=} says, in seconds, at most ten minutes; a minute where it says nothing. */
    static Duration patience(ServerRequest request) {
        List<String> preferences = request.headers().header("Prefer");
        Matcher wait = WAIT.matcher(String.join(",", preferences));
        if (!wait.find()) {
            return USUAL_PATIENCE;
        }
        Duration wanted = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return wanted.compareTo(LONGEST_PATIENCE) < 0 ? wanted : LONGEST_PATIENCE;
    }

    /** Whether a parameter is {@code true}; without a value it is. */
    static boolean flag(ServerRequest request, String name) {
        String wish = request.queryParam(name).orElse("false");
        return switch (wish) {
            case "true", "1", "" -> true;
            case "false", "0" -> false;
            default -> throw bad(name, wish, "must be true or false");
        };
    }

    private static Refused bad(String parameter, String value, String rule) {
        return new Refused(WebFault.BAD_PARAMETER, parameter + " '" + Fault.bounded(value) + "' " + rule);
    }
}
