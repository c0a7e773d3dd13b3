package io.staithe.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How the push of a file ended.
 *
 * @param message for people
 * @param receipt as the server gave it; null where there is none
 */
record Pushed(End end, String message, @Nullable JsonNode receipt) {
    /**
     * A file that a server took, wholly or up to being published.
     *
     * @param isSent whether its bytes were sent for that
     */
    static Pushed taken(Answer answer, boolean isSent) {
        JsonNode body = answer.body();
        if (!body.path("statement").isString()) {
            return new Pushed(End.DONE, "accepted as task " + body.path("id").asString("?"), null);
        }
        String where = body.path("repository").asString("?") + ", revision "
                + body.path("revision").asString("?");
        String how = isSent || answer.status() == 201 ? "added to " : "is in ";
        List<String> failed = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        body.path("publications").forEach(each -> {
            if (each.has("task")) {
                failed.add("task " + each.path("task").path("id").asString("?"));
            } else {
                shown.add(name(each.path("place")) + " (generation "
                        + each.path("generation").asString("?") + ")");
            }
        });
        String published = shown.isEmpty() ? "" : "; shown by " + String.join(", ", shown);
        return failed.isEmpty()
                ? new Pushed(End.DONE, how + where + published, body)
                : new Pushed(
                        End.UNPUBLISHED,
                        how + where + published + "; not published: " + String.join(", ", failed),
                        body);
    }

    private static String name(JsonNode place) {
        String prefix = place.path("prefix").asString(".");
        return (prefix.equals(".") ? "" : prefix + "/")
                + place.path("distribution").asString("?");
    }

    /** A file that the server does not want. */
    static Pushed refused(String reason) {
        return new Pushed(End.REFUSED, "refused: " + reason, null);
    }

    /** A file of which nobody knows. */
    static Pushed unanswered(String reason) {
        return new Pushed(End.UNANSWERED, "given up: " + reason, null);
    }

    /** How it can end, the gravest last; the number is the exit code of a command that has seen nothing graver. */
    enum End {
        /** As far as it was to come. */
        DONE(0),
        /** Added, and a publication failed, or was cancelled. */
        UNPUBLISHED(4),
        /** The server does not want it. */
        REFUSED(1),
        /** The server was not reached, or was busy all the time. */
        UNANSWERED(3);

        private final int code;

        End(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
