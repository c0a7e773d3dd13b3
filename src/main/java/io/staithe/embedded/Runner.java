package io.staithe.embedded;

import io.staithe.fault.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As whom PostgreSQL's programs run: they refuse root and nameless users.
 *
 * @param prefix the words before each command
 * @param owner whom the cluster must belong to
 */
record Runner(List<String> prefix, Owner owner) {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);

    /**
     * This process's own user; for root, the named user where that one can reach the directories, else root's own
     * identity without its rights, in a user namespace.
     */
    static Runner choose(String user, Path root, Path binaries) throws IOException {
        Owner self = Owner.self();
        if (!self.isRoot()) {
            return plain(self, root);
        }
        var obstacles = new ArrayList<String>();
        var identity = identity(user, root, obstacles);
        if (identity != null) {
            var dropped = new Runner(setpriv(identity), identity);
            if (dropped.reaches(root, root, obstacles) && dropped.reaches(binaries, root, obstacles)) {
                return dropped;
            }
        }
        var namespaced = new Runner(List.of("unshare", "-U", "--"), self);
        if (namespaced.reaches(root, root, obstacles)) {
            return namespaced;
        }
        throw new Refused(
                EmbeddedFault.ROOT_KEPT,
                "PostgreSQL does not run as root, and root's rights could not be dropped: "
                        + String.join("; ", obstacles) + ". Start as an ordinary user, or let user " + user
                        + " pass through " + root + ", or set staithe.database.url to an external server");
    }

    private static Runner plain(Owner self, Path root) {
        if (!new Command(List.of("id", "-un"), root, PROBE_LIMIT).run().succeeded()) {
            throw new Refused(
                    EmbeddedFault.USER_NAMELESS,
                    "uid " + self.uid() + " has no entry in /etc/passwd, and PostgreSQL's initdb refuses such users;"
                            + " start as a user that has one, or set staithe.database.url to an external server");
        }
        return new Runner(List.of(), self);
    }

    private static @Nullable Owner identity(String user, Path root, List<String> obstacles) {
        var uid = new Command(List.of("id", "-u", user), root, PROBE_LIMIT).run();
        var gid = new Command(List.of("id", "-g", user), root, PROBE_LIMIT).run();
        if (!uid.succeeded() || !gid.succeeded()) {
            obstacles.add("there is no user " + user);
            return null;
        }
        return new Owner(Integer.parseInt(uid.output()), Integer.parseInt(gid.output()));
    }

    private static List<String> setpriv(Owner to) {
        return List.of(
                "setpriv", "--reuid=" + to.uid(), "--regid=" + to.gid(), "--clear-groups", "--no-new-privs", "--");
    }

    /** Whether a process of this runner works, is not root, and may enter a directory. */
    private boolean reaches(Path target, Path workingDirectory, List<String> obstacles) {
        String probe = "test \"$(id -u)\" != 0 && cd \"$1\"";
        var result = command(workingDirectory, PROBE_LIMIT, "sh", "-c", probe, "sh", target.toString())
                .run();
        if (!result.succeeded()) {
            obstacles.add(prefix.get(0) + " cannot enter " + target
                    + (result.output().isEmpty() ? "" : " (" + result.output() + ")"));
        }
        return result.succeeded();
    }

    Command command(Path directory, Duration limit, String... words) {
        return new Command(all(words), directory, limit);
    }

    Command command(Path directory, Duration limit, String input, List<String> words) {
        return new Command(all(words.toArray(String[]::new)), directory, input, limit);
    }

    private List<String> all(String... words) {
        var all = new ArrayList<>(prefix);
        all.addAll(List.of(words));
        return List.copyOf(all);
    }

    /** Makes a tree the server's own: hands it over as root, refuses another user's otherwise. */
    void claim(Path tree) throws IOException {
        Owner present = Owner.of(tree);
        if (present.uid() == owner.uid()) {
            return;
        }
        if (!Owner.self().isRoot()) {
            throw new Refused(
                    EmbeddedFault.DIRECTORY_DENIED,
                    tree + " belongs to uid " + present.uid() + ", and the gateway runs as uid " + owner.uid()
                            + "; start as that user, or hand the directory over with chown -R");
        }
        Trees.give(tree, owner);
    }
}
