package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.deb.DebInspector;
import io.staithe.deb.PackageKind;
import io.staithe.intake.inspection.FileList;
import io.staithe.intake.inspection.Findings;
import io.staithe.intake.inspection.Findings.Contents;
import io.staithe.intake.inspection.Findings.Reason;
import io.staithe.intake.inspection.Findings.State;
import io.staithe.intake.inspection.InspectionStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What inspections found, on PostgreSQL. */
public final class PgInspections implements InspectionStore {
    /** By inspection_once. */
    private static final String FIND = """
            SELECT
                blob_id, kind, control, control_fault, control_message,
                contents_state, contents_fault, contents_message
            FROM inspection
            WHERE blob_id = ANY(:blobs)
              AND inspector = :inspector
            """;

    /** Guarded by inspection_once; a verdict that stands is not replaced. */
    private static final String SAVE = """
            INSERT INTO inspection (
                blob_id, kind, inspector, control, control_fault, control_message,
                contents_state, contents_fault, contents_message, files, files_count)
            VALUES (
                :blob, :kind, :inspector, :control, :controlFault, :controlMessage,
                :contentsState, :contentsFault, :contentsMessage, :files, :filesCount)
            ON CONFLICT ON CONSTRAINT inspection_once DO UPDATE
            SET contents_state = EXCLUDED.contents_state,
                contents_fault = EXCLUDED.contents_fault,
                contents_message = EXCLUDED.contents_message,
                files = EXCLUDED.files,
                files_count = EXCLUDED.files_count
            WHERE inspection.contents_state = 'pending'
            """;

    /** By inspection_pending. */
    private static final String PENDING = """
            SELECT
                i.kind,
                b.id AS blob_id,
                b.size_bytes,
                encode(b.md5, 'hex') AS md5,
                encode(b.sha1, 'hex') AS sha1,
                encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512,
                b.location
            FROM inspection i
            JOIN blob b ON b.id = i.blob_id AND b.state = 'kept'
            WHERE i.contents_state = 'pending'
              AND i.inspector = :inspector
            ORDER BY i.blob_id
            LIMIT :limit
            """;

    private final DatabaseClient database;

    /** Inspections of a database. */
    public PgInspections(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<Found> find(Collection<Long> blobs, int inspector) {
        return database.sql(FIND)
                .bind("blobs", blobs.toArray(Long[]::new))
                .bind("inspector", inspector)
                .map(PgInspections::found)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> save(long blob, Findings findings, int inspector) {
        return bind(database.sql(SAVE), findings, inspector)
                .bind("blob", blob)
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Pending> pending(int inspector, int limit) {
        return database.sql(PENDING)
                .bind("inspector", inspector)
                .bind("limit", limit)
                .map(row -> new Pending(CatalogRows.blob(row), kind(row)))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec statement, Findings findings, int inspector) {
        Contents contents = findings.contents();
        FileList files = contents.files();
        GenericExecuteSpec bound = statement
                .bind("inspector", inspector)
                .bind("kind", findings.kind().extension())
                .bind("contentsState", text(contents.state()));
        bound = Binding.orNull(bound, "control", findings.control(), String.class);
        bound = bind(bound, "controlFault", findings.controlFault());
        bound = bind(bound, "contentsFault", contents.fault());
        bound = Binding.orNull(bound, "files", files == null ? null : files.compressed(), byte[].class);
        return Binding.orNull(bound, "filesCount", files == null ? null : files.count(), Long.class);
    }

    /** Binds columns of findings, one row for each; a row of nulls where there are none. */
    static GenericExecuteSpec bind(GenericExecuteSpec statement, List<@Nullable Findings> rows) {
        return statement
                .bind("inspector", DebInspector.VERSION)
                .bind("kinds", texts(rows, found -> found.kind().extension()))
                .bind("controls", texts(rows, Findings::control))
                .bind("controlFaults", texts(rows, found -> code(found.controlFault())))
                .bind("controlMessages", texts(rows, found -> message(found.controlFault())))
                .bind(
                        "contentsStates",
                        texts(rows, found -> text(found.contents().state())))
                .bind(
                        "contentsFaults",
                        texts(rows, found -> code(found.contents().fault())))
                .bind(
                        "contentsMessages",
                        texts(rows, found -> message(found.contents().fault())))
                .bind("files", texts(rows, found -> base64(found.contents().files())))
                .bind(
                        "filesCounts",
                        rows.stream().map(PgInspections::filesCount).toArray(Long[]::new));
    }

    private static @Nullable String[] texts(List<@Nullable Findings> rows, Function<Findings, @Nullable String> part) {
        return rows.stream()
                .map(found -> found == null ? null : part.apply(found))
                .toArray(String[]::new);
    }

    private static @Nullable String code(@Nullable Reason reason) {
        return reason == null ? null : reason.code();
    }

    private static @Nullable String message(@Nullable Reason reason) {
        return reason == null ? null : reason.message();
    }

    private static @Nullable String base64(@Nullable FileList files) {
        return files == null ? null : Base64.getEncoder().encodeToString(files.compressed());
    }

    private static @Nullable Long filesCount(@Nullable Findings found) {
        FileList files = found == null ? null : found.contents().files();
        return files == null ? null : files.count();
    }

    private static String text(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec statement, String name, @Nullable Reason reason) {
        String message = name.replace("Fault", "Message");
        GenericExecuteSpec bound = Binding.orNull(statement, name, reason == null ? null : reason.code(), String.class);
        return Binding.orNull(bound, message, reason == null ? null : reason.message(), String.class);
    }

    private static Found found(Readable row) {
        State state = State.valueOf(CatalogRows.text(row, "contents_state").toUpperCase(Locale.ROOT));
        return new Found(
                CatalogRows.number(row, "blob_id"),
                new Findings(
                        kind(row),
                        row.get("control", String.class),
                        reason(row, "control"),
                        new Contents(state, reason(row, "contents"), null)));
    }

    private static @Nullable Reason reason(Readable row, String of) {
        String code = row.get(of + "_fault", String.class);
        String message = row.get(of + "_message", String.class);
        return code == null ? null : new Reason(code, message == null ? "" : message);
    }

    private static PackageKind kind(Readable row) {
        String extension = CatalogRows.text(row, "kind");
        return Arrays.stream(PackageKind.values())
                .filter(kind -> kind.extension().equals(extension))
                .findFirst()
                .orElseThrow();
    }
}
