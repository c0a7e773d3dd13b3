package io.staithe.access;

import org.jspecify.annotations.Nullable;

/**
 * What a use case asks of its caller; its text is the narrowest grant that would do.
 *
 * @param role the least role
 * @param kind what is acted on
 * @param name the name of that, empty for the server
 * @param part which part of it
 * @param packageName the one package, null where the part is not one
 * @param component the component that the package goes to, null where there is none to ask for
 */
public record Need(
        Role role,
        Kind kind,
        String name,
        Part part,
        @Nullable String packageName,
        @Nullable String component) {
    /** What is acted on. */
    public enum Kind {
        /** A repository, or a snapshot under its own name. */
        REPOSITORY,
        /** Some repository, whichever it is. */
        ANYWHERE,
        /** A publication, named {@code prefix/distribution}, with {@code storage:} before where there is one. */
        PUBLICATION,
        SERVER
    }

    /** How much of it is acted on. */
    public enum Part {
        /** All of it: only grants without restriction to packages or components do. */
        WHOLE,
        /** Something of it that is not known yet, or that matters not: any grant on it does. */
        SOME,
        /** One package. */
        PACKAGE
    }

    /** To act on all of a repository or snapshot. */
    public static Need whole(Role role, String repository) {
        return new Need(role, Kind.REPOSITORY, repository, Part.WHOLE, null, null);
    }

    /** To act on some part of a repository or snapshot: what is asked before the package is known, and for reading. */
    public static Need some(Role role, String repository) {
        return new Need(role, Kind.REPOSITORY, repository, Part.SOME, null, null);
    }

    /** To act on one package of a repository. */
    public static Need ofPackage(Role role, String repository, String packageName, @Nullable String component) {
        return new Need(role, Kind.REPOSITORY, repository, Part.PACKAGE, packageName, component);
    }

    /** To act on all of a publication. */
    public static Need publication(Role role, String publication) {
        return new Need(role, Kind.PUBLICATION, publication, Part.WHOLE, null, null);
    }

    /** To act on a component of a publication. */
    public static Need component(Role role, String publication, String component) {
        return new Need(role, Kind.PUBLICATION, publication, Part.PACKAGE, null, component);
    }

    /** To read a publication. */
    public static Need publicationRead(String publication) {
        return new Need(Role.READ, Kind.PUBLICATION, publication, Part.SOME, null, null);
    }

    /** To have the role in some repository at least: before it is known in which. */
    public static Need anywhere(Role role) {
        return new Need(role, Kind.ANYWHERE, "", Part.SOME, null, null);
    }

    /** To read every repository and snapshot, and what none of them holds. */
    public static Need readEverything() {
        return some(Role.READ, Names.EVERY);
    }

    /** To read every publication. */
    public static Need readAllPublications() {
        return publicationRead(Names.EVERY);
    }

    /** To act on the server as a whole. */
    public static Need admin() {
        return new Need(Role.ADMIN, Kind.SERVER, "", Part.WHOLE, null, null);
    }

    /** The narrowest grant that would do, such as {@code upload repository=main package=hello}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(role.toString());
        if (kind == Kind.REPOSITORY || kind == Kind.PUBLICATION) {
            text.append(kind == Kind.REPOSITORY ? " repository=" : " publication=")
                    .append(plain(name));
        }
        if (packageName != null) {
            text.append(" package=").append(plain(packageName));
        }
        if (component != null) {
            text.append(" component=").append(plain(component));
        }
        return text.toString();
    }

    /** So that nobody can have a wider grant asked for than he needs, by a name that reads like several. */
    private static String plain(String name) {
        return name.equals(Names.EVERY) ? name : name.replaceAll("[^\\x21-\\x7e]|[,=*]", "?");
    }
}
