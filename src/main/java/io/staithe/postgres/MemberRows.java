package io.staithe.postgres;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.range.Position;
import io.staithe.deb.PackageKind;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads members with everything that an index tells of them; the files of source packages come a page at a time. */
final class MemberRows {
    /** What {@link CatalogRows#described} reads, of memberships {@code m}, packages {@code p} and blobs {@code b}. */
    static final String COLUMNS = """
                p.id AS package_id, p.kind, m.name, p.version, m.architecture, p.files_hash, p.source_name, p.stanza,
                p.file_name, b.id AS blob_id, b.size_bytes, encode(b.md5, 'hex') AS md5,
                encode(b.sha1, 'hex') AS sha1, encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512, b.location
            """;

    /**
     * By the primary keys, member by member: a plan from a time when the tables were small must not read them whole.
     */
    static final String JOINS = """
            CROSS JOIN LATERAL (SELECT * FROM package WHERE id = m.package_id OFFSET 0) p
            CROSS JOIN LATERAL (SELECT * FROM blob WHERE id = p.blob_id OFFSET 0) b
            """;

    /** Members of memberships {@code m}. */
    static final String SELECT = "SELECT\n" + COLUMNS + "FROM membership m\n" + JOINS;

    /** The memberships {@code m} of a repository at a revision after a place, by membership_order; without a limit. */
    static final String PAGE = """
            WHERE m.repository_id = :id
              AND m.since_revision <= :revision
              AND (m.until_revision IS NULL OR m.until_revision > :revision)
              AND m.name >= :name
              AND (m.name > :name
                OR m.version_key < decode(:version, 'hex')
                OR (m.version_key = decode(:version, 'hex') AND m.architecture > :architecture))
            ORDER BY m.name, m.version_key DESC, m.architecture
            """;

    private MemberRows() {}

    /** The statement of a page that begins after a place; how long it is the caller says. */
    static DatabaseClient.GenericExecuteSpec bind(
            DatabaseClient.GenericExecuteSpec statement, RepositoryId id, long revision, Position after) {
        return statement
                .bind("id", id.value())
                .bind("revision", revision)
                .bind("name", after.name())
                .bind("version", after.versionKey())
                .bind("architecture", after.architecture());
    }

    /** The members that a statement selects, in its order. */
    static Mono<List<CataloguedPackage>> page(DatabaseClient database, DatabaseClient.GenericExecuteSpec statement) {
        return statement
                .map(CatalogRows::described)
                .all()
                .collectList()
                .flatMap(page -> withFiles(database, page))
                .onErrorMap(SqlFaults::translate);
    }

    /** Where a page that is not empty ends. */
    static Position end(List<CataloguedPackage> page) {
        return Position.of(page.get(page.size() - 1).key());
    }

    /** The same members with the files of those that are source packages. */
    static Mono<List<CataloguedPackage>> withFiles(DatabaseClient database, List<CataloguedPackage> members) {
        return PackageFiles.of(database, members)
                .map(files -> members.stream()
                        .map(member -> PackageFiles.with(member, files))
                        .toList());
    }

    /** The column that names a kind. */
    static String column(PackageKind kind) {
        return kind == PackageKind.SOURCE ? "source" : kind.extension();
    }
}
