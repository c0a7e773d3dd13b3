package io.staithe.access;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do, in one line: a role, and the names that it holds for.
 * {@code upload repository=ci-* package=foo,libfoo*} adds these packages to these repositories. Who names neither
 * repositories nor publications means all of both; who names one kind says nothing of the other. {@code package} and
 * {@code component} narrow it further; {@code admin} stands alone.
 *
 * @param repositories names of repositories and snapshots, null for none
 * @param publications names of publications, null for none
 */
public record Grant(
        Role role, @Nullable Names repositories, @Nullable Names publications, Names packages, Names components) {
    /** Everything. */
    public static final Grant ADMIN = new Grant(Role.ADMIN, Names.ALL, Names.ALL, Names.ALL, Names.ALL);

    private static final String REPOSITORY = "repository";
    private static final String PUBLICATION = "publication";
    private static final String PACKAGE = "package";
    private static final String COMPONENT = "component";
    private static final List<String> KEYS = List.of(REPOSITORY, PUBLICATION, PACKAGE, COMPONENT);

    /** Reads a grant from its line; {@code BAD_GRANT} names the word that does not fit. */
    public static Grant parse(String line) {
        String[] words = line.strip().split("\\s+");
        Role role = Stream.of(Role.values())
                .filter(known -> known.toString().equals(words[0].toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> bad(
                        line,
                        "'" + Fault.bounded(words[0]) + "' is none of read, upload, publish," + " manage, admin"));
        Map<String, Names> named = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            name(named, line, words[i]);
        }
        if (role == Role.ADMIN && !named.isEmpty()) {
            throw bad(line, "admin is of the whole server and takes no names; manage takes them");
        }
        boolean isOfAll = !named.containsKey(REPOSITORY) && !named.containsKey(PUBLICATION);
        return new Grant(
                role,
                isOfAll ? Names.ALL : named.get(REPOSITORY),
                isOfAll ? Names.ALL : named.get(PUBLICATION),
                named.getOrDefault(PACKAGE, Names.ALL),
                named.getOrDefault(COMPONENT, Names.ALL));
    }

    private static void name(Map<String, Names> named, String line, String word) {
        int sign = word.indexOf('=');
        String key = sign < 0 ? word : word.substring(0, sign);
        if (!KEYS.contains(key)) {
            throw bad(line, "'" + Fault.bounded(word) + "' is none of repository=, publication=, package=, component=");
        }
        String names = word.substring(sign + 1);
        if (sign < 0 || !Names.isValid(names)) {
            throw bad(line, "'" + Fault.bounded(word) + "' needs names with a comma between");
        }
        if (named.put(key, Names.parse(names)) != null) {
            throw bad(line, key + "= stands twice");
        }
    }

    private static Refused bad(String line, String rule) {
        return new Refused(AccessFault.BAD_GRANT, "grant '" + Fault.bounded(line) + "': " + rule);
    }

    /** Whether this grant alone is enough. */
    public boolean covers(Need need) {
        return role.includes(need.role()) && isAbout(need) && reaches(need);
    }

    private boolean isAbout(Need need) {
        return switch (need.kind()) {
            case REPOSITORY -> repositories != null && repositories.contains(need.name());
            case PUBLICATION -> publications != null && publications.contains(need.name());
            case ANYWHERE -> repositories != null;
            case SERVER -> role == Role.ADMIN;
        };
    }

    private boolean reaches(Need need) {
        return switch (need.part()) {
            case SOME -> true;
            case WHOLE -> packages.isAll() && components.isAll();
            case PACKAGE -> reachesPackage(need.packageName()) && reachesComponent(need.component());
        };
    }

    /** A component of a publication is all of its packages. */
    private boolean reachesPackage(@Nullable String name) {
        return name == null ? packages.isAll() : packages.contains(name);
    }

    private boolean reachesComponent(@Nullable String name) {
        return name == null || components.contains(name);
    }

    /** The line that {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(role.toString());
        if (repositories == null || !repositories.isAll() || publications == null || !publications.isAll()) {
            write(line, REPOSITORY, repositories);
            write(line, PUBLICATION, publications);
        }
        write(line, PACKAGE, packages.isAll() ? null : packages);
        write(line, COMPONENT, components.isAll() ? null : components);
        return line.toString();
    }

    private static void write(StringBuilder line, String key, @Nullable Names names) {
        if (names != null) {
            line.append(' ').append(key).append('=').append(names);
        }
    }
}
