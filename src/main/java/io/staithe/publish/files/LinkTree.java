package io.staithe.publish.files;

import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.ArchiveView.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Brings the outside links of a group of publications in line with what the database said. Blocks. */
final class LinkTree {
    private final PublishedPaths paths;
    private final Group group;
    private final Map<String, Shown> published = new TreeMap<>();
    private final Set<Path> changed = new HashSet<>();

    LinkTree(PublishedPaths paths, Group group, List<Shown> living) {
        this.paths = paths;
        this.group = group;
        living.forEach(shown -> published.put(shown.name(), shown));
    }

    /** Inner links first, so that each link leads to something whole when it appears. Repeatable. */
    void follow() throws IOException {
        Path outside = paths.outside(group);
        if (published.isEmpty()) {
            if (Files.isSymbolicLink(outside) && Files.deleteIfExists(outside)) {
                changed.add(outside.getParent());
            }
        } else {
            Shown first = published.get(group.first());
            Path node = first != null && first.isAlias() ? paths.current(first.publication()) : node(group.first());
            Durable.link(outside, node, paths.temporary(), changed);
        }
        Durable.sync(changed);
    }

    /** What the link to a distribution leads to. */
    private Path node(String distribution) throws IOException {
        Shown shown = published.get(distribution);
        Path directory = shown == null ? paths.scaffold(group, distribution) : paths.dists(shown.staging());
        Durable.makeDirectories(directory, changed);
        Set<String> inner = inner(distribution);
        for (String name : inner) {
            Path node = node(distribution + "/" + name);
            if (!Files.isDirectory(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                Durable.link(directory.resolve(name), node, paths.temporary(), changed);
            }
        }
        removeOthers(directory, inner);
        if (shown == null) {
            return directory;
        }
        Path current = paths.current(shown.publication());
        Durable.link(current, directory, paths.temporary(), changed);
        return current;
    }

    /** The next segments of what is published under a distribution. */
    private Set<String> inner(String distribution) {
        String under = distribution + "/";
        Set<String> names = new HashSet<>();
        published.keySet().stream()
                .filter(other -> other.startsWith(under))
                .map(other -> other.substring(under.length()).split("/", 2)[0])
                .forEach(names::add);
        return names;
    }

    private void removeOthers(Path directory, Set<String> inner) throws IOException {
        List<Path> others;
        try (Stream<Path> entries = Files.list(directory)) {
            others = entries.filter(Files::isSymbolicLink)
                    .filter(entry -> !inner.contains(entry.getFileName().toString()))
                    .toList();
        }
        for (Path other : others) {
            Files.deleteIfExists(other);
            changed.add(directory);
        }
    }
}
