package io.staithe.web.access;

import io.staithe.access.Grant;
import io.staithe.access.Need;
import io.staithe.access.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line of {@code needs-of-routes.txt}.
 *
 * @param route method and path
 * @param needs what is asked, in words
 * @param template the body
 */
record RouteNeeds(String route, List<String> needs, String template) {
    private static final Set<String> FREE = Set.of("open", "hidden", "stream");
    /** Directories belong to who made them: each call has its own. */
    private static final AtomicLong CALLS = new AtomicLong();

    private static final long NOBODY = 999_999;

    static List<RouteNeeds> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RouteNeeds.class.getResourceAsStream("needs-of-routes.txt")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(RouteNeeds::parse)
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static RouteNeeds parse(String line) {
        String[] parts = line.split(" \\| ");
        return new RouteNeeds(parts[0], List.of(parts[1].split(", ")), parts.length > 2 ? parts[2] : "");
    }

    String method() {
        return route.substring(0, route.indexOf(' '));
    }

    /** What it is called for: each package where packages are asked for, each name where names are. */
    List<Subject> subjects(Map<String, Long> numbers) {
        if (needs.contains("stream")) {
            return List.of();
        }
        boolean asksForPackages = needs.stream().anyMatch(need -> need.endsWith(" package"));
        List<String> packages = asksForPackages ? List.of("foo", "openssl") : List.of("foo");
        boolean asksForNames =
                needs.stream().anyMatch(need -> need.matches("number .*|.* (repository|publication)\\b.*"));
        List<String> names = asksForNames ? List.of("own", "own-gone", "foreign") : List.of("own");
        return names.stream()
                .flatMap(name -> packages.stream()
                        .map(packageName -> new Subject(name, packageName, numbers.getOrDefault(name, NOBODY))))
                .toList();
    }

    /** Whether the name of what is called for is asked for. */
    boolean isOf(Subject subject) {
        return needs.stream().anyMatch(need -> need.matches(".* (repository|publication)\\b.*"));
    }

    /**
     * Whether the call would change what the others are about, or act outside: that it is let pass shows as well where
     * there is nothing.
     */
    boolean changesForGood(Subject subject, List<Grant> grants) {
        boolean isChange = !Set.of("GET", "HEAD", "OPTIONS").contains(method());
        boolean isThere = subject.name().equals("own") || subject.name().equals("foreign");
        return isChange
                && refusal(subject, grants, false) == 0
                && (needs.contains("admin") || isThere && isOf(subject));
    }

    /** The status of the refusal; 0 where there is none. */
    int refusal(Subject subject, List<Grant> grants, boolean isAnonymous) {
        if (needs.contains("signature")) {
            return 401;
        }
        for (String need : needs) {
            if (need.startsWith("number ")
                    && (subject.number() == NOBODY || !covers("read publication some", subject, grants))) {
                return 404;
            }
            if (!FREE.contains(need) && !covers(need, subject, grants)) {
                return isAnonymous ? 401 : 403;
            }
        }
        return 0;
    }

    private static boolean covers(String words, Subject subject, List<Grant> grants) {
        Need need = need(words.split(" "), subject);
        return grants.stream().anyMatch(grant -> grant.covers(need));
    }

    private static Need need(String[] words, Subject subject) {
        String part = words.length > 2 ? words[2] : "whole";
        return switch (words[0] + " " + (words.length > 1 ? words[1] : "")) {
            case "admin " -> Need.admin();
            case "read everything" -> Need.readEverything();
            case "upload anywhere" -> Need.anywhere(Role.UPLOAD);
            case "read publications" -> Need.readAllPublications();
            case "number read" -> Need.publicationRead("./" + subject.name());
            case "number publish" -> Need.publication(Role.PUBLISH, "./" + subject.name());
            default ->
                words[1].equals("repository")
                        ? ofRepository(role(words[0]), part, subject)
                        : ofPublication(role(words[0]), part, subject);
        };
    }

    private static Role role(String word) {
        return Role.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Need ofRepository(Role role, String part, Subject subject) {
        return switch (part) {
            case "some" -> Need.some(role, subject.name());
            case "package" -> Need.ofPackage(role, subject.name(), subject.packageName(), null);
            default -> Need.whole(role, subject.name());
        };
    }

    private static Need ofPublication(Role role, String part, Subject subject) {
        String name = "./" + subject.name();
        return switch (part) {
            case "some" -> Need.publicationRead(name);
            case "component" -> Need.component(role, name, "main");
            default -> Need.publication(role, name);
        };
    }

    String path(Subject subject) {
        String path = route.substring(route.indexOf(' ') + 1)
                .replaceAll("\\{(\\w+):(?:[^{}]|\\{[^{}]*})*}", "{$1}")
                .replace("/**", "/dists/" + subject.name() + "/InRelease");
        if (path.equals("/v1/publications/sources")) {
            return path + "?distribution=" + subject.name();
        }
        for (Map.Entry<String, String> value : values(path, subject).entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        return path;
    }

    private static Map<String, String> values(String path, Subject subject) {
        String id = path.startsWith("/v1/publications") ? Long.toString(subject.number()) : Long.toString(NOBODY);
        String key = URLEncoder.encode("Pamd64 foo 1.0 0123456789abcdef", StandardCharsets.UTF_8);
        return Map.ofEntries(
                Map.entry("name", subject.name()),
                Map.entry("repository", subject.name()),
                Map.entry("source", subject.name()),
                Map.entry("with", subject.name()),
                Map.entry("distribution", subject.name()),
                Map.entry("prefix", ":."),
                Map.entry("component", "main"),
                Map.entry("query", subject.packageName()),
                Map.entry("file", subject.fileName()),
                Map.entry("dir", "directory" + CALLS.incrementAndGet()),
                Map.entry("id", id),
                Map.entry("publication", Long.toString(NOBODY)),
                Map.entry("snapshot", "1"),
                Map.entry("number", "1"),
                Map.entry("event", "1"),
                Map.entry("ext", "dot"),
                Map.entry("slug", "missing-grant"),
                Map.entry("storage", "-"),
                Map.entry("token", "1.9.x"),
                Map.entry("digest", "sha256:" + "0".repeat(64)),
                Map.entry("fingerprint", "0".repeat(40)),
                Map.entry("key", key.replace("+", "%20")));
    }

    String body(Subject subject) {
        return template.replace("$r", subject.name()).replace("$p", subject.packageName());
    }

    /**
     * What is called for.
     *
     * @param number of the publication of that name
     */
    record Subject(String name, String packageName, long number) {
        String fileName() {
            return packageName + "_1.0_amd64.deb";
        }
    }
}
