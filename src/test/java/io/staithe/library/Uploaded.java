package io.staithe.library;

import io.staithe.intake.Inspections.Suspect;
import io.staithe.intake.Verdict;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import io.staithe.postgres.Connections;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Uploads as rows, without bytes, and the verdicts on them: what intake would have left behind. */
final class Uploaded {
    private static final String UPLOAD = """
            WITH directory AS (
                INSERT INTO upload_directory (name, caller)
                VALUES (:directory, 'ci')
                ON CONFLICT (name) DO UPDATE
                SET name = EXCLUDED.name
                RETURNING name
            ), kept AS (
                INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location)
                VALUES (:size, decode(:md5, 'hex'), decode(:sha1, 'hex'), decode(:sha256, 'hex'),
                    decode(:sha512, 'hex'), :location)
                ON CONFLICT (sha256) WHERE state = 'kept' DO UPDATE
                SET touched_at = now()
                RETURNING id
            )
            INSERT INTO upload_file (directory, name, blob_id, caller)
            SELECT directory.name, :name, kept.id, 'ci'
            FROM directory, kept
            ON CONFLICT (directory, name) DO UPDATE
            SET blob_id = EXCLUDED.blob_id
            """;

    private final DatabaseClient database;
    private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
    private final Map<String, Long> sizes = new ConcurrentHashMap<>();

    Uploaded(TestDatabase database) {
        this.database = Connections.client(database.connections());
    }

    /** A package that inspection passes. */
    Mono<Void> passing(String directory, Specimen specimen) {
        Digests digests = Specimen.digests(specimen.content());
        verdicts.put(digests.sha256(), new Verdict.Passed(specimen.control()));
        return file(directory, specimen.fileName(), digests);
    }

    /** A file that inspection refuses, where it looks at it at all. */
    Mono<Void> refused(String directory, String name, String content) {
        Digests digests = Specimen.digests(content);
        verdicts.put(digests.sha256(), new Verdict.Failed("not-a-deb", "member 'control' is missing"));
        return file(directory, name, digests);
    }

    /** A file that is no package. */
    Mono<Void> other(String directory, String name, String content) {
        return file(directory, name, Specimen.digests(content));
    }

    private Mono<Void> file(String directory, String name, Digests digests) {
        String location = UUID.randomUUID().toString();
        sizes.put(location, digests.sizeBytes());
        return database.sql(UPLOAD)
                .bind("directory", directory)
                .bind("name", name)
                .bind("size", digests.sizeBytes())
                .bind("md5", digests.md5())
                .bind("sha1", digests.sha1())
                .bind("sha256", digests.sha256())
                .bind("sha512", digests.sha512())
                .bind("location", location)
                .then();
    }

    /** What a pool would say. */
    Mono<Long> sizeBytes(Location location) {
        return Mono.justOrEmpty(sizes.get(location.value()));
    }

    /** What intake's inspections would say. */
    Mono<Map<Suspect, Verdict>> verdicts(Collection<Suspect> suspects) {
        return Mono.fromCallable(() -> suspects.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        suspect -> verdicts.get(suspect.blob().digests().sha256()))));
    }
}
