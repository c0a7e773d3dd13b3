package io.staithe.postgres;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.deb.PackageKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The files of source packages. */
final class PackageFiles {
    /** By the primary key. */
    private static final String FILES = """
            SELECT f.package_id, f.name, b.id AS blob_id, b.size_bytes, encode(b.md5, 'hex') AS md5,
                encode(b.sha1, 'hex') AS sha1, encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512, b.location
            FROM package_file f
            JOIN blob b ON b.id = f.blob_id
            WHERE f.package_id = ANY (CAST(:packages AS bigint[]))
            ORDER BY f.package_id, f.name COLLATE "C"
            """;

    private PackageFiles() {}

    /** The files of those that are source packages, by row of the package; emits one map, perhaps empty. */
    static Mono<Map<Long, List<PackageFile>>> of(DatabaseClient database, Collection<CataloguedPackage> packages) {
        Long[] sources = packages.stream()
                .filter(found -> found.kind() == PackageKind.SOURCE)
                .map(CataloguedPackage::id)
                .toArray(Long[]::new);
        if (sources.length == 0) {
            return Mono.just(Map.of());
        }
        return database.sql(FILES)
                .bind("packages", sources)
                .map(row -> Map.entry(
                        CatalogRows.number(row, "package_id"),
                        new PackageFile(CatalogRows.text(row, "name"), CatalogRows.blob(row))))
                .all()
                .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
    }

    /** A package with its files. */
    static CataloguedPackage with(CataloguedPackage found, Map<Long, List<PackageFile>> files) {
        return new CataloguedPackage(
                found.id(),
                found.kind(),
                found.key(),
                found.source(),
                found.stanza(),
                found.fileName(),
                found.blob(),
                files.getOrDefault(found.id(), List.of()));
    }
}
