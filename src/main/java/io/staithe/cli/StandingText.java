package io.staithe.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** How a repository stands, for people. */
final class StandingText {
    private StandingText() {}

    static String of(Standing standing) {
        JsonNode repository = standing.repository();
        return "Repository " + text(repository, "name") + ", revision " + repository.path("revision") + "\n"
                + line("comment", text(repository, "comment"))
                + line("distribution", text(repository, "defaultDistribution"))
                + line("component", text(repository, "defaultComponent"))
                + line(
                        "packages",
                        repository.path("packages") + ", "
                                + Sizes.bytes(repository.path("bytes").longValue()))
                + section("Newest", standing.newest().stream().map(StandingText::addition))
                + section("Waiting", standing.waiting().stream().map(StandingText::task))
                + section("Published", standing.published().stream().map(StandingText::publication));
    }

    /** Nothing where there is nothing to say. */
    private static String line(String word, String value) {
        return value.isEmpty() ? "" : String.format("  %-13s %s%n", word, value);
    }

    private static String section(String title, Stream<String> lines) {
        List<String> all = lines.toList();
        return all.isEmpty()
                ? title + ": nothing\n"
                : title + ":\n" + all.stream().map(line -> "  " + line + "\n").collect(Collectors.joining());
    }

    private static String addition(Standing.Addition added) {
        return seconds(added.at()) + "  " + String.join(" ", added.name(), added.version(), added.architecture());
    }

    private static String task(JsonNode task) {
        return "task " + task.path("id") + ", " + text(task, "state") + " since " + seconds(text(task, "acceptedAt"))
                + ": " + text(task, "title");
    }

    private static String publication(Standing.Published published) {
        JsonNode place = published.place();
        String storage = text(place, "storage");
        return (storage.isEmpty() ? "" : storage + ":") + text(place, "prefix") + " " + text(place, "distribution")
                + " " + published.component() + ", generation " + published.generation() + ": " + lag(published);
    }

    private static String lag(Standing.Published published) {
        return published.since() == null
                ? "shows all"
                : published.behind() + (published.behind() == 1 ? " revision" : " revisions") + " behind since "
                        + seconds(published.since());
    }

    /** An instant of RFC 3339 in UTC without its fraction. */
    private static String seconds(String instant) {
        return instant.replaceFirst("\\.\\d+Z$", "Z");
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }
}
