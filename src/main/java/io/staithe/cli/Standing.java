package io.staithe.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a repository stands, as its server tells it by several calls; what changes between them may be told by one and
 * not by the other.
 *
 * @param repository {@code GET /v1/repositories/NAME}
 * @param newest what was added last, the newest first
 * @param waiting the unfinished tasks that change it, as {@code GET /v1/tasks} has them, in their order
 * @param published where it is published
 */
record Standing(JsonNode repository, List<Addition> newest, List<JsonNode> waiting, List<Published> published) {
    private static final int PAGE = 100;
    private static final int PAGES = 10;

    /** Copies the lists. */
    Standing {
        newest = List.copyOf(newest);
        waiting = List.copyOf(waiting);
        published = List.copyOf(published);
    }

    /** Asks a server; a name that it does not know is {@code Unanswered}, and missing. Blocks. */
    static Standing of(Server server, String name, int newest) {
        String path = "v1/repositories/" + Server.segment(name);
        JsonNode repository = server.json(path);
        return new Standing(
                repository,
                newest(server, path, repository.path("revision").longValue(), newest),
                waiting(server, "repository/" + repository.path("id")),
                published(server, path, repository));
    }

    /** Reads the log from its end, for a thousand revisions at most. */
    private static List<Addition> newest(Server server, String path, long revision, int count) {
        Deque<Addition> found = new ArrayDeque<>();
        for (int page = 0; page < PAGES && found.size() < count; page++) {
            long to = revision - (long) page * PAGE;
            if (to <= 0) {
                break;
            }
            Deque<Addition> some = new ArrayDeque<>();
            long from = Math.max(0, to - PAGE);
            for (JsonNode row : server.json(path + "/revisions?after=" + from + "&limit=" + (to - from))) {
                row.path("added").forEach(added -> some.addFirst(Addition.of(row, added)));
            }
            found.addAll(some);
        }
        return found.stream().limit(count).toList();
    }

    private static List<JsonNode> waiting(Server server, String lane) {
        return Stream.of("running", "queued")
                .flatMap(state -> server.json("v1/tasks?state=" + state).valueStream())
                .filter(task -> task.path("changes").valueStream().anyMatch(changed -> lane.equals(changed.asString())))
                .toList();
    }

    private static List<Published> published(Server server, String path, JsonNode repository) {
        String name = repository.path("name").stringValue();
        return server.json("v1/publications")
                .valueStream()
                .filter(publication ->
                        "repository".equals(publication.path("sourceKind").asString("")))
                .flatMap(publication -> publication
                        .path("sources")
                        .valueStream()
                        .filter(source -> name.equals(source.path("name").asString("")))
                        .map(source -> Published.of(server, path, repository, publication, source)))
                .toList();
    }

    /**
     * A package that was added.
     *
     * @param name its name; the whole key where it is none of our form
     * @param at when, RFC 3339
     */
    record Addition(String name, String version, String architecture, String at, long revision, String receipt) {
        static Addition of(JsonNode row, JsonNode added) {
            String key = added.path("package").asString("");
            String[] parts = key.split(" ");
            boolean isKey = parts.length == 4 && parts[0].startsWith("P");
            return new Addition(
                    isKey ? parts[1] : key,
                    isKey ? parts[2] : "",
                    isKey ? parts[0].substring(1) : "",
                    row.path("at").asString(""),
                    row.path("number").longValue(),
                    added.path("receipt").asString(""));
        }
    }

    /**
     * A publication that has the repository as a source.
     *
     * @param revision the revision that its current generation shows
     * @param behind how many revisions came after that
     * @param since when the first of them came, RFC 3339; null where there is none
     */
    record Published(
            long id,
            JsonNode place,
            String component,
            long generation,
            long revision,
            long behind,
            @Nullable String since) {
        static Published of(Server server, String path, JsonNode repository, JsonNode publication, JsonNode source) {
            long id = publication.path("id").longValue();
            long generation = publication.path("generation").longValue();
            String component = source.path("component").asString("");
            long shown = server.json("v1/publications/" + id + "/generations/" + generation)
                    .path("sources")
                    .valueStream()
                    .filter(named -> component.equals(named.path("component").asString("")))
                    .mapToLong(named -> named.path("revision").longValue())
                    .findFirst()
                    .orElse(0);
            long behind = Math.max(0, repository.path("revision").longValue() - shown);
            String since = behind == 0
                    ? null
                    : server.json(path + "/revisions/" + (shown + 1)).path("at").asString("");
            return new Published(id, publication.path("place"), component, generation, shown, behind, since);
        }
    }
}
