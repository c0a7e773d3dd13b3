package io.staithe.web.aptly.wire;

import static java.util.Map.entry;

import io.staithe.fault.Category;
import io.staithe.web.Dialect.Rendering;
import io.staithe.web.Problems;
import io.staithe.web.WebFault;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Failures as aptly tells them: its own status where it differs from the category's, and its own words where clients
 * know them by heart. The value in those words is the first quoted one of our message.
 */
final class AptlyFailures {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Pattern VALUE = Pattern.compile("'([^']*)'|\\btask (\\d+)");

    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            entry("snapshot-exists", 400),
            entry("key-not-found", 404),
            entry("not-a-task-id", 500),
            entry("unknown-order", 500),
            entry("package-differs", 400),
            entry("unknown-copy-destination", 400),
            entry("unknown-copy-source", 400),
            entry("publication-exists", 400),
            entry("unknown-source", 500),
            entry("component-exists", 400),
            entry("distribution-unclear", 500),
            entry("component-unclear", 500),
            entry("component-twice", 500),
            entry("architectures-unclear", 500),
            entry("bad-prefix", 500),
            entry("pool-conflict", 500),
            entry("unknown-storage", 500),
            entry("no-graphviz", 500),
            entry("graph-not-drawn", 500),
            entry("no-signing-key", 500),
            entry("wrong-passphrase", 500),
            entry("signing-key-locked", 500),
            entry("signing-key-unreadable", 500));

    private static final Map<String, UnaryOperator<String>> WORDS = Map.ofEntries(
            entry("unknown-repository", name -> "local repo with name " + name + " not found"),
            entry("repository-exists", name -> "local repo with name " + name + " already exists"),
            entry("repository-published", name -> "unable to drop, local repo is published"),
            entry(
                    "repository-has-snapshots",
                    name -> "unable to drop, local repo has snapshots, use ?force=1 to override"),
            entry("unknown-snapshot", name -> "snapshot with name " + name + " not found"),
            entry("snapshot-exists", name -> "snapshot with name " + name + " already exists"),
            entry("snapshot-published", name -> "unable to drop: snapshot is published"),
            entry("snapshot-name-taken", name -> "unable to rename: snapshot " + name + " already exists"),
            entry("unknown-package", key -> "packages " + key + ": key not found"),
            entry("wrong-directory", name -> "wrong dir"),
            entry("wrong-file", name -> "wrong file"),
            entry("task-not-there", id -> "could not find task with id " + id),
            entry("unknown-task", id -> "could not find task with id " + id),
            entry(
                    "unknown-publication",
                    place -> "published repo with storage:prefix/distribution " + place + " not found"));

    /** What our rooms say in aptly's words already. */
    private static final List<String> OWN_WORDS =
            List.of("local repo ", "snapshot with ", "package ", "packages ", "unable to ");

    private static final Set<String> BARE = Stream.concat(
                    Arrays.stream(WebFault.values()).map(WebFault::slug),
                    Stream.of("publication-exists", "unknown-source-kind", "sources-given", "no-signing-key"))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> UNBOUND = Set.of(WebFault.BAD_BODY.slug(), WebFault.MISSING_MEMBER.slug());

    private AptlyFailures() {}

    /**
     * A failure as an answer.
     *
     * @param action what could not be done, such as {@code unable to publish: }; empty where aptly does not say
     */
    static Rendering rendering(String slug, Category category, String message, String action) {
        if (slug.equals(WebFault.UNKNOWN_ROUTE.slug())) {
            return new Rendering(404, "text/plain", "404 page not found");
        }
        String error = AptlyJson.write(AptlyJson.object().put("error", words(slug, message, action)));
        String contentType = UNBOUND.contains(slug) ? TEXT : AptlyJson.CONTENT_TYPE;
        return new Rendering(status(slug, category), contentType, error);
    }

    /** aptly's status of a failure. */
    static int status(String slug, Category category) {
        Integer own = STATUSES.get(slug);
        return own == null ? Problems.status(category) : own;
    }

    /** aptly's words for a failure; our own where it has none. */
    static String words(String slug, String message, String action) {
        return BARE.contains(slug) ? plain(slug, message) : action + plain(slug, message);
    }

    private static String plain(String slug, String message) {
        UnaryOperator<String> words = WORDS.get(slug);
        Matcher value = VALUE.matcher(message);
        boolean isPlain = OWN_WORDS.stream().anyMatch(message::startsWith);
        if (words == null || isPlain || !value.find()) {
            return message;
        }
        return words.apply(value.group(1) == null ? value.group(2) : value.group(1));
    }
}
