package io.staithe.web.rest;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.task.Until;
import io.staithe.web.WebFault;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/** What a sender wants: how far a package has to come, and how long to wait for it. */
public final class Wishes {
    /** The preference of RFC 7240 §4.3. */
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,9})\"?");

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9A-Fa-f]{64}");
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(10);

    private Wishes() {}

    /** Until it is added, unless {@code wait} says otherwise. */
    static Until until(ServerRequest request) {
        return until(request.queryParam("wait").orElse("added"));
    }

    /** How far a package has to come, by name. */
    public static Until until(String wish) {
        return switch (wish) {
            case "accepted" -> Until.ACCEPTED;
            case "added" -> Until.ADDED;
            case "published" -> Until.PUBLISHED;
            default -> throw bad("wait", wish, "must be accepted, added or published");
        };
    }

    /** As long as {@code Prefer: wait=} says, in seconds, at most ten minutes; a minute where it says nothing. */
    public static Duration patience(ServerRequest request) {
        List<String> preferences = request.headers().header("Prefer");
        Matcher wait = WAIT.matcher(String.join(",", preferences));
        if (!wait.find()) {
            return USUAL_PATIENCE;
        }
        return shorter(Duration.ofSeconds(Long.parseLong(wait.group(1))));
    }

    /** Whether a parameter is {@code true}; without a value it is. */
    static boolean flag(ServerRequest request, String name) {
        return flag(name, request.queryParam(name).orElse("false"));
    }

    /** Whether a text, the value of this parameter, says yes; an empty one does. */
    public static boolean flag(String name, String wish) {
        return switch (wish) {
            case "true", "1", "" -> true;
            case "false", "0" -> false;
            default -> throw bad(name, wish, "must be true or false");
        };
    }

    /** How long {@code ?wait=30s} waits for something to come; not at all where it says nothing. */
    static Duration wait(ServerRequest request) {
        String wish = request.queryParam("wait").orElse("0s");
        try {
            Duration wanted = DurationStyle.detectAndParse(wish);
            if (!wanted.isNegative()) {
                return shorter(wanted);
            }
        } catch (IllegalArgumentException | ArithmeticException broken) {
            throw bad("wait", wish, "must be a duration such as 30s");
        }
        throw bad("wait", wish, "must not be negative");
    }

    /** Whether a body comes only when it is asked for (RFC 9110 §10.1.1). */
    public static boolean isHeldBack(ServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.headers().firstHeader(HttpHeaders.EXPECT));
    }

    /** A whole number within bounds. */
    static long number(ServerRequest request, String name, long least, long most, long otherwise) {
        String wish = request.queryParam(name).orElse(Long.toString(otherwise));
        long number = wholeNumber(name, wish);
        if (number < least || number > most) {
            throw bad(name, wish, "must be " + least + " to " + most);
        }
        return number;
    }

    /** A whole number from a path or a query. */
    static long wholeNumber(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException broken) {
            throw bad(name, text, "must be a whole number");
        }
    }

    /** The digest of {@code sha256:HEX}, lower-case. */
    static String digest(String text) {
        if (!DIGEST.matcher(text).matches()) {
            throw bad("digest", text, "must be sha256: and 64 hexadecimal digits");
        }
        return text.substring(text.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    private static Duration shorter(Duration wanted) {
        return wanted.compareTo(LONGEST_PATIENCE) < 0 ? wanted : LONGEST_PATIENCE;
    }

    private static Refused bad(String parameter, String value, String rule) {
        return new Refused(WebFault.BAD_PARAMETER, parameter + " '" + Fault.bounded(value) + "' " + rule);
    }
}
