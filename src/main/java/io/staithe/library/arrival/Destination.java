package io.staithe.library.arrival;

import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.task.RepositoryChanges;
import reactor.core.publisher.Mono;

/** Looks, before a body is read, whether it may become a package of a repository. */
final class Destination {
    private Destination() {}

    /** The repository; {@code NOT_A_PACKAGE_NAME} by the file's name, {@code UNKNOWN_REPOSITORY} where there is none. */
    static Mono<Repository> of(Catalog catalog, String repository, String fileName) {
        if (PackageKind.ofFileName(fileName)
                .filter(kind -> kind != PackageKind.SOURCE)
                .isEmpty()) {
            return Mono.error(new Refused(
                    ArrivalFault.NOT_A_PACKAGE_NAME,
                    "the name of '" + Fault.bounded(fileName) + "' must end in .deb, .udeb or .ddeb; a source package"
                            + " comes with its files, by way of an upload directory"));
        }
        return catalog.repository(repository).switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(repository)));
    }
}
