package io.staithe.library.inclusion;

import io.staithe.catalog.Repository;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.Entrance;
import io.staithe.library.task.Payloads.Add;
import io.staithe.library.task.Payloads.Target;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a task of inclusion carries: version 1.
 *
 * @param directory the upload directory
 * @param file one {@code .changes} file of it, or null for all
 * @param found whether the directory, or the file, was there at acceptance
 * @param takesUnsigned whether files that are not signed are taken
 * @param ignoresSignatures whether signatures are not looked at
 * @param keepsFiles whether the upload directory keeps what was added
 * @param replacesConflicts whether other bytes of the same name, version and architecture are removed first
 * @param target the repository, or null where a template names it
 * @param destinations where each file goes that was there at acceptance, where a template says it
 */
record Inclusion(
        String directory,
        @Nullable String file,
        boolean found,
        boolean takesUnsigned,
        boolean ignoresSignatures,
        boolean keepsFiles,
        boolean replacesConflicts,
        @Nullable Target target,
        List<Destination> destinations) {
    /** Copies the list. */
    Inclusion {
        destinations = List.copyOf(destinations);
    }

    /** The same, into one repository. */
    Inclusion to(Target repository) {
        return with(repository, List.of());
    }

    /** The same, into those that a template names. */
    Inclusion to(List<Destination> named) {
        return with(null, named);
    }

    private Inclusion with(@Nullable Target repository, List<Destination> named) {
        return new Inclusion(
                directory,
                file,
                found,
                takesUnsigned,
                ignoresSignatures,
                keepsFiles,
                replacesConflicts,
                repository,
                named);
    }

    /** Whether a file is one of those that were asked for. */
    boolean wants(String fileDirectory, String name) {
        return file == null || file.equals(name) && directory.equals(fileDirectory);
    }

    /** The same of an accepted one. */
    boolean wants(AcceptedFile accepted) {
        return wants(accepted.directory(), accepted.name());
    }

    /** The repositories that may be changed. */
    Stream<Target> targets() {
        return target != null
                ? Stream.of(target)
                : destinations.stream().map(Destination::target).filter(Objects::nonNull);
    }

    /** Into a repository before it is looked for. */
    Entrance entrance(String repository) {
        return Entrance.to(repository, Entrance.role(replacesConflicts));
    }

    /** Into a repository. */
    Entrance entrance(Repository repository) {
        return Entrance.to(repository, Entrance.role(replacesConflicts));
    }

    /** How its files are added to a repository. */
    Add addition(Target repository) {
        return new Add(repository, directory, null, true, keepsFiles, replacesConflicts);
    }

    /**
     * Where the packages of a {@code .changes} file go.
     *
     * @param path the file
     * @param sha256 the digest of the bytes that said so
     * @param target null where there is no such repository
     * @param problem why there is no target
     */
    record Destination(String path, String sha256, @Nullable Target target, String problem) {}
}
