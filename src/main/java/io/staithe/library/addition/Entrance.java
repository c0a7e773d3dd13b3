package io.staithe.library.addition;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.Repository;
import io.staithe.deb.PackageFileName;
import io.staithe.deb.PackageKey;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The repository that packages go into, and what that takes.
 *
 * @param repository its name
 * @param component where publications of it put them; null where that is not known yet
 * @param role what it takes for each package
 */
public record Entrance(String repository, @Nullable String component, Role role) {
    private static final String USUAL_COMPONENT = "main";

    /** To a repository by name, before it is looked for. */
    public static Entrance to(String repository, Role role) {
        return new Entrance(repository, null, role);
    }

    /** To a repository that was found. */
    public static Entrance to(Repository repository, Role role) {
        String component = repository.defaultComponent();
        return new Entrance(repository.name(), component.isEmpty() ? USUAL_COMPONENT : component, role);
    }

    /** To add packages, or to put them in the place of others. */
    public static Role role(boolean replaces) {
        return replaces ? Role.MANAGE : Role.UPLOAD;
    }

    /** What is asked before it is known which packages come. */
    public Need some() {
        return Need.some(role, repository);
    }

    /** What is asked before a file comes: for the package that its name tells, where it tells one. */
    public List<Need> ofFile(String fileName) {
        return Stream.concat(Stream.of(some()), PackageFileName.parse(fileName).map(name -> of(name.name())).stream())
                .toList();
    }

    /** What is asked of a package. */
    public Need of(String packageName) {
        return Need.ofPackage(role, repository, packageName, component);
    }

    /** What is asked of packages by key. */
    public List<Need> of(Collection<PackageKey> keys) {
        return keys.stream().map(key -> of(key.name().value())).distinct().toList();
    }

    /** Whether the caller may do that with any package. */
    public boolean isOpenTo(Caller caller) {
        return caller.may(Need.whole(role, repository));
    }
}
