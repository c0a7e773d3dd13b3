package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static io.staithe.library.LibraryNode.KEEPING;
import static io.staithe.library.LibraryNode.PLAIN;
import static io.staithe.library.LibraryNode.REPLACING;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.fault.Refused;
import io.staithe.queue.Listing;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an addition does to the repository, to the upload directory and to its report. */
final class AdditionsIT {
    private static final Specimen HELLO = Specimen.deb("hello", "1.0", "one");
    private static final Specimen OTHER_HELLO = Specimen.deb("hello", "1.0", "two");
    private static final Specimen WORLD = Specimen.deb("world", "2.0", "three");

    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);
    private final LibraryNode node = LibraryNode.closed(database, uploaded, LibraryNode.Parts.usual());

    @BeforeEach
    void open() {
        node.open().withRepository("main");
    }

    @AfterEach
    void stop() {
        node.stop();
        database.connections().dispose();
    }

    @Test
    void addedPackagesAreMembersAndTheirDirectoryGoes() {
        upload(uploaded.passing("in", WORLD), uploaded.passing("in", HELLO));
        Task added = node.add("main", "in");
        assertThat(value(added))
                .isEqualTo(JsonMapper.shared()
                        .readTree("{\"added\":[\"hello_1.0_amd64 added\",\"world_2.0_amd64 added\"],"
                                + "\"removed\":[],\"warnings\":[],\"failedFiles\":[],\"conflicts\":[]}"));
        assertThat(added.output()).isEqualTo("Added: hello_1.0_amd64 added, world_2.0_amd64 added\n");
        assertThat(added.title()).isEqualTo("Add packages from dir in to repo main");
        assertThat(node.members("main")).containsExactly("hello_1.0_amd64", "world_2.0_amd64");
        assertThat(node.revision("main")).isEqualTo(1);
        assertThat(directories()).isEmpty();
        assertHistoryHolds("hello_1.0_amd64", "world_2.0_amd64");
    }

    @Test
    void refusedFilesStayInTheirDirectoryAndAreNamed() {
        upload(
                uploaded.passing("in", HELLO),
                uploaded.refused("in", "bad_1_amd64.deb", "bad"),
                uploaded.other("in", "x.pub", "k"));
        Task added = node.add("main", "in");
        assertThat(texts(added, "failedFiles")).containsExactly("in/bad_1_amd64.deb");
        assertThat(texts(added, "warnings"))
                .containsExactly("Unable to read file /upload/in/bad_1_amd64.deb: member 'control' is missing");
        assertThat(added.output())
                .isEqualTo("Added: hello_1.0_amd64 added\nWarnings: Unable to read file /upload/in/bad_1_amd64.deb:"
                        + " member 'control' is missing\nFailed files: /upload/in/bad_1_amd64.deb\n");
        assertThat(files("in")).containsExactly("bad_1_amd64.deb", "x.pub");
    }

    @Test
    void aDirectoryOfBadFilesStillSucceedsAndMakesNoRevision() {
        upload(uploaded.refused("in", "bad_1_amd64.deb", "bad"));
        assertThat(node.add("main", "in").state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(node.revision("main")).isZero();
    }

    @Test
    void otherBytesOfAMemberAreRefused() {
        given("main", HELLO);
        upload(uploaded.passing("in", OTHER_HELLO));
        Task added = node.add("main", "in");
        assertThat(texts(added, "warnings"))
                .containsExactly("Unable to add package: package already exists and is different: hello_1.0_amd64");
        assertThat(texts(added, "failedFiles")).containsExactly("in/hello_1.0_amd64.deb");
        assertThat(files("in")).containsExactly("hello_1.0_amd64.deb");
        assertThat(node.revision("main")).isEqualTo(1);
    }

    @Test
    void otherBytesReplaceAMemberWhereThatIsAskedFor() {
        given("main", HELLO);
        upload(uploaded.passing("in", OTHER_HELLO));
        Task added = node.add("main", "in", null, REPLACING);
        assertThat(texts(added, "added")).containsExactly("hello_1.0_amd64 added");
        assertThat(texts(added, "removed"))
                .containsExactly("hello_1.0_amd64 removed due to conflict with package being added");
        assertThat(node.members("main")).containsExactly("hello_1.0_amd64");
        assertThat(node.revision("main")).isEqualTo(2);
        assertHistoryHolds("hello_1.0_amd64");
    }

    @Test
    void versionsThatCompareEqualConflict() {
        given("main", HELLO);
        upload(uploaded.passing("in", Specimen.deb("hello", "1.00", "zeros")));
        assertThat(texts(node.add("main", "in"), "warnings"))
                .containsExactly("Unable to add package: package already exists and is different: hello_1.00_amd64");
    }

    @Test
    void theSamePackageIsReportedAsAddedWithoutARevision() {
        given("main", HELLO);
        upload(uploaded.passing("in", HELLO));
        assertThat(texts(node.add("main", "in"), "added")).containsExactly("hello_1.0_amd64 added");
        assertThat(node.revision("main")).isEqualTo(1);
        assertThat(directories()).isEmpty();
    }

    @Test
    void theSameBytesUnderAnotherNameAreAnotherPackage() {
        given("main", HELLO);
        upload(uploaded.passing("in", Specimen.deb("hello", "1.0", "one", "renamed.deb")));
        assertThat(texts(node.add("main", "in"), "failedFiles")).containsExactly("in/renamed.deb");
    }

    @Test
    void filesStayWhereThatIsAskedFor() {
        upload(uploaded.passing("in", HELLO));
        node.add("main", "in", null, KEEPING);
        assertThat(files("in")).containsExactly("hello_1.0_amd64.deb");
    }

    @Test
    void whatIsMissingIsAWarning() {
        Task directory = node.add("main", "nowhere");
        assertThat(directory.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(texts(directory, "warnings"))
                .containsExactly("Unable to process /upload/nowhere: stat /upload/nowhere: no such file or directory");
        assertThat(texts(directory, "failedFiles")).containsExactly("nowhere");
        upload(uploaded.passing("in", HELLO));
        Task file = node.add("main", "in", "none.deb", PLAIN);
        assertThat(texts(file, "failedFiles")).containsExactly("in/none.deb");
        assertThat(files("in")).containsExactly("hello_1.0_amd64.deb");
    }

    @Test
    void aSingleFileIsAddedAloneAndAStrangerIsRefused() {
        upload(uploaded.passing("in", HELLO), uploaded.passing("in", WORLD), uploaded.other("in", "key.pub", "k"));
        Task added = node.add("main", "in", HELLO.fileName(), PLAIN);
        assertThat(added.title()).isEqualTo("Add package hello_1.0_amd64.deb from dir in to repo main");
        assertThat(node.members("main")).containsExactly("hello_1.0_amd64");
        Task stranger = node.add("main", "in", "key.pub", PLAIN);
        assertThat(texts(stranger, "warnings")).containsExactly("Unknown file extension: /upload/in/key.pub");
        assertThat(files("in")).containsExactly("key.pub", WORLD.fileName());
    }

    @Test
    void buildInformationGoesWithItsPackages() {
        upload(uploaded.passing("in", HELLO), uploaded.other("in", "hello_1.0_amd64.buildinfo", "b"));
        assertThat(texts(node.add("main", "in"), "warnings")).isEmpty();
        assertThat(directories()).isEmpty();
    }

    @Test
    void aDirectoryIsReadWithThoseBelowIt() {
        upload(
                uploaded.passing("in/b", WORLD),
                uploaded.passing("in/a", HELLO),
                uploaded.passing("inner", OTHER_HELLO));
        assertThat(texts(node.add("main", "in"), "added"))
                .containsExactly("hello_1.0_amd64 added", "world_2.0_amd64 added");
        assertThat(directories()).containsExactly("inner");
    }

    @Test
    void aSourcePackageTakesItsFilesFromTheDirectory() {
        Specimen source =
                Specimen.source("hello", "1.0-1", List.of("hello_1.0.orig.tar.xz", "hello_1.0-1.debian.tar.xz"));
        uploadSource("in", source, "hello_1.0.orig.tar.xz", "hello_1.0-1.debian.tar.xz");
        assertThat(texts(node.add("main", "in", source.fileName(), PLAIN), "added"))
                .containsExactly("hello_1.0-1_source added");
        assertThat(directories()).isEmpty();
        assertThat(fileNames("main"))
                .containsExactly("hello_1.0-1.debian.tar.xz", "hello_1.0-1.dsc", "hello_1.0.orig.tar.xz");
    }

    @Test
    void aSourcePackageTakesAFileThatTheRepositoryHas() {
        Specimen first = Specimen.source("hello", "1.0-1", List.of("hello_1.0.orig.tar.xz"));
        uploadSource("in", first, "hello_1.0.orig.tar.xz");
        node.add("main", "in");
        Specimen second = Specimen.source("hello", "1.0-2", List.of("hello_1.0.orig.tar.xz"));
        uploadSource("in", second);
        assertThat(texts(node.add("main", "in"), "added")).containsExactly("hello_1.0-2_source added");
        node.withRepository("other");
        Specimen third = Specimen.source("hello", "1.0-3", List.of("hello_1.0.orig.tar.xz"));
        uploadSource("in", third);
        assertThat(texts(node.add("other", "in"), "warnings"))
                .containsExactly("Unable to read file /upload/in/hello_1.0-3.dsc: file 'hello_1.0.orig.tar.xz' is"
                        + " neither beside it nor known in the repository");
    }

    @Test
    void aSourcePackageWithAnotherFileIsRefusedAndAllOfItStays() {
        Specimen source = Specimen.source("hello", "1.0-1", List.of("hello_1.0.orig.tar.xz"));
        upload(uploaded.passing("in", source), uploaded.other("in", "hello_1.0.orig.tar.xz", "HELLO_1.0.orig.tar.xz"));
        assertThat(texts(node.add("main", "in"), "failedFiles")).containsExactly("in/hello_1.0-1.dsc");
        assertThat(files("in")).containsExactly("hello_1.0-1.dsc", "hello_1.0.orig.tar.xz");
    }

    @Test
    void bytesThatAreDoomedAreNotUsed() {
        upload(uploaded.passing("in", HELLO), uploaded.passing("in", WORLD));
        execute("UPDATE blob SET state = 'doomed', doomed_at = now() WHERE id = (SELECT blob_id FROM upload_file"
                + " WHERE name = 'hello_1.0_amd64.deb')");
        Task added = node.add("main", "in");
        assertThat(texts(added, "failedFiles")).containsExactly("in/hello_1.0_amd64.deb");
        assertThat(node.members("main")).containsExactly("world_2.0_amd64");
    }

    @Test
    void aPackageThatCameBackUsesTheNewBytesRow() {
        given("main", HELLO);
        node.done(node.catalog
                .repository("main")
                .flatMapMany(main -> node.catalog.members(main.id(), main.revision()))
                .map(member -> member.key())
                .collectList()
                .flatMap(keys -> node.members.remove(CALLER, "main", keys, Listing.UNLISTED)));
        execute("UPDATE blob SET state = 'doomed', doomed_at = now()");
        given("main", HELLO);
        assertThat(count("SELECT count(*) FROM package p JOIN blob b ON b.id = p.blob_id WHERE b.state = 'kept'"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM membership")).isEqualTo(2);
        assertHistoryHolds("hello_1.0_amd64");
    }

    /** Three are enough to be written before the transaction that shelves them. */
    @Test
    void packagesThatAreSweptBeforeTheyAreShelvedAreWrittenAgain() {
        execute("CREATE FUNCTION sweep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM package p WHERE"
                + " p.name <> 'other' AND NOT EXISTS (SELECT FROM membership m WHERE m.package_id = p.id);"
                + " RETURN NEW; END $$");
        execute("CREATE TRIGGER sweep BEFORE UPDATE ON repository FOR EACH ROW EXECUTE FUNCTION sweep()");
        Specimen other = Specimen.deb("other", "1", "other");
        upload(uploaded.passing("in", WORLD), uploaded.passing("in", HELLO), uploaded.passing("in", other));
        node.add("main", "in");
        assertThat(node.members("main")).containsExactly("hello_1.0_amd64", "other_1_amd64", "world_2.0_amd64");
        assertHistoryHolds("hello_1.0_amd64", "other_1_amd64", "world_2.0_amd64");
    }

    @Test
    void ofManyPackagesTheRefusedAreNotCatalogued() {
        upload(uploaded.passing("in", WORLD), uploaded.passing("in", HELLO));
        upload(uploaded.passing("in/a", Specimen.deb("hello", "1.0", "other bytes")));
        upload(uploaded.passing("in", Specimen.deb("third", "1", "third")));
        Task added = node.add("main", "in");
        assertThat(texts(added, "failedFiles")).hasSize(1);
        assertThat(count("SELECT count(*) FROM package")).isEqualTo(3);
    }

    @Test
    void anUnknownRepositoryIsRefusedAtOnce() {
        StepVerifier.create(node.adding("none", "in"))
                .expectErrorSatisfies(failure -> {
                    assertThat(((Refused) failure).code()).isEqualTo(CatalogFault.UNKNOWN_REPOSITORY);
                    assertThat(failure).hasMessage("local repo with name none not found");
                })
                .verify(TIMEOUT);
    }

    @Test
    void everyRevisionIsAnnouncedOnce() {
        given("main", HELLO);
        assertThat(count("SELECT count(*) FROM outbox WHERE kind = 'package.added' AND subject = 'repository/main'"
                        + " AND payload ->> 'revision' = '1'"))
                .isEqualTo(1);
    }

    @Test
    void aClientThatHangsUpLeavesTheAcceptedAdditionAlone() {
        upload(uploaded.passing("in", HELLO));
        Task accepted = Objects.requireNonNull(node.adding("main", "in").block(TIMEOUT));
        node.tasks.await(accepted.id()).subscribe().dispose();
        node.tasks.awaitAll().block(TIMEOUT);
        assertThat(node.members("main")).containsExactly("hello_1.0_amd64");
    }

    private void given(String repository, Specimen specimen) {
        upload(uploaded.passing("given", specimen));
        assertThat(texts(node.add(repository, "given"), "failedFiles")).isEmpty();
    }

    private void uploadSource(String directory, Specimen source, String... parts) {
        upload(uploaded.passing(directory, source));
        Flux.just(parts)
                .concatMap(part -> uploaded.other(directory, part, part))
                .blockLast(TIMEOUT);
    }

    @SafeVarargs
    private static void upload(Mono<Void>... files) {
        for (Mono<Void> file : files) {
            file.block(TIMEOUT);
        }
    }

    private void assertHistoryHolds(String... added) {
        assertThat(new HistoryChecker(database).check("main", List.of(added), List.of()))
                .isEmpty();
    }

    private List<String> fileNames(String repository) {
        return Objects.requireNonNull(node.packages(repository)
                .flatMapIterable(member -> member.files())
                .map(PackageFile::name)
                .collectList()
                .block(TIMEOUT));
    }

    private List<String> directories() {
        return column("SELECT name FROM upload_directory ORDER BY name");
    }

    private List<String> files(String directory) {
        return column("SELECT name FROM upload_file WHERE directory = '" + directory + "' ORDER BY name");
    }

    private List<String> column(String sql) {
        return Objects.requireNonNull(node.database
                .sql(sql)
                .mapValue(String.class)
                .all()
                .collectList()
                .block(TIMEOUT));
    }

    private long count(String sql) {
        return Objects.requireNonNull(
                node.database.sql(sql).mapValue(Long.class).one().block(TIMEOUT));
    }

    private void execute(String sql) {
        node.database.sql(sql).then().block(TIMEOUT);
    }

    static JsonNode value(Task task) {
        Outcome outcome = Objects.requireNonNull(task.outcome(), task.state()::name);
        String value = outcome.fold(Outcome.Succeeded::value, failed -> "\"" + failed.message() + "\"");
        return JsonMapper.shared().readTree(Objects.requireNonNull(value));
    }

    static List<String> texts(Task task, String member) {
        return value(task).path(member).valueStream().map(JsonNode::asString).toList();
    }
}
