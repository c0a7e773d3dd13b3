package io.staithe.library;

import static io.staithe.library.LibraryNode.PLAIN;
import static io.staithe.library.LibraryNode.REPLACING;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.access.AccessFault;
import io.staithe.access.Caller;
import io.staithe.access.Grant;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Repository;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.library.Members.Addition;
import io.staithe.library.addition.Source;
import io.staithe.library.change.ChangeFault;
import io.staithe.library.change.Wanted;
import io.staithe.library.change.Wanted.Taking;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Who may bring which packages where: by what is in the files, whatever they are called. */
final class GrantsIT {
    private static final Specimen FOO = Specimen.deb("foo", "1.0", "foo");
    private static final Specimen OPENSSL = Specimen.deb("openssl", "1.0", "openssl");
    private static final Specimen DISGUISED = Specimen.deb("openssl", "2.0", "disguised", "foo_2.0_amd64.deb");
    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static final Uploaded UPLOADED = new Uploaded(DATABASE);
    private static final LibraryNode NODE =
            LibraryNode.closed(DATABASE, UPLOADED, LibraryNode.Parts.usual()).open();

    @BeforeAll
    static void fill() {
        NODE.withRepository("ci").withRepository("stable").withRepository("secret");
        UPLOADED.passing("filled", OPENSSL).block(TIMEOUT);
        NODE.add("secret", "filled");
        NODE.done(NODE.repositories.create(
                LibraryNode.CALLER, new Repositories.NewRepository("contrib", "", "", "contrib"), Listing.UNLISTED));
    }

    @AfterAll
    static void stop() {
        NODE.stop();
        DATABASE.connections().dispose();
    }

    private static Caller ci(String... grants) {
        return named("ci", grants);
    }

    private static Caller named(String name, String... grants) {
        return new Caller(name, Stream.of(grants).map(Grant::parse).toList());
    }

    private static Mono<Task> adding(Caller caller, String repository, String directory, Addition how) {
        return NODE.members.add(caller, repository, new Source(directory, null), how, Listing.UNLISTED);
    }

    private static void refused(FaultCode code, Mono<?> call) {
        ThrowingCallable blocked = () -> call.block(TIMEOUT);
        assertThatThrownBy(blocked)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat((Object) fault.code()).isEqualTo(code));
    }

    @Test
    void whoBuildsFooAddsItAndNothingElse() {
        Caller caller = ci("upload repository=ci package=foo");
        UPLOADED.passing("foo", FOO).block(TIMEOUT);
        assertThat(NODE.done(adding(caller, "ci", "foo", PLAIN)).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(NODE.members("ci")).contains(FOO.reported());
        UPLOADED.passing("both", Specimen.deb("foo", "1.1", "another")).block(TIMEOUT);
        UPLOADED.passing("both", OPENSSL).block(TIMEOUT);
        refused(AccessFault.MISSING_GRANT, adding(caller, "ci", "both", PLAIN));
        assertThat(NODE.members("ci")).doesNotContain(OPENSSL.reported());
    }

    @Test
    void whatIsInAFileCountsNotItsName() {
        UPLOADED.passing("disguised", DISGUISED).block(TIMEOUT);
        refused(AccessFault.MISSING_GRANT, adding(ci("upload repository=ci package=foo"), "ci", "disguised", PLAIN));
    }

    @Test
    void aRepositoryIsAskedForBeforeItIsLookedFor() {
        Caller caller = ci("upload repository=ci");
        refused(AccessFault.MISSING_GRANT, adding(caller, "stable", "foo", PLAIN));
        refused(AccessFault.MISSING_GRANT, adding(caller, "nowhere", "foo", PLAIN));
    }

    @Test
    void replacingAndRemovingTakeMore() {
        Caller caller = ci("upload repository=ci");
        refused(AccessFault.MISSING_GRANT, adding(caller, "ci", "foo", REPLACING));
        refused(AccessFault.MISSING_GRANT, NODE.members.remove(caller, "ci", List.of(key(FOO)), Listing.UNLISTED));
    }

    @Test
    void aComponentIsThatOfTheRepository() {
        Caller caller = ci("upload component=main");
        UPLOADED.passing("component", Specimen.deb("component", "1.0", "component"))
                .block(TIMEOUT);
        refused(AccessFault.MISSING_GRANT, adding(caller, "contrib", "component", PLAIN));
        assertThat(NODE.done(adding(caller, "stable", "component", PLAIN)).state())
                .isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void filesOfOthersAreNotThere() {
        Specimen own = Specimen.deb("owned", "1.0", "owned");
        UPLOADED.passing("owned", own).block(TIMEOUT);
        for (String grant : List.of("upload repository=stable", "upload repository=stable package=owned")) {
            Task task = NODE.done(adding(named("stranger", grant), "stable", "owned", PLAIN));
            assertThat(String.valueOf(task.outcome())).doesNotContain("owned_1.0_amd64 added");
        }
        assertThat(NODE.members("stable")).doesNotContain(own.reported());
    }

    @Test
    void packagesComeByKeyOnlyFromWhatMayBeRead() {
        List<PackageKey> keys = List.of(key(OPENSSL));
        refused(
                CatalogFault.UNKNOWN_PACKAGE,
                NODE.members.put(ci("upload repository=stable"), "stable", keys, Listing.UNLISTED));
        Caller reader = ci("upload repository=stable", "read repository=secret");
        assertThat(NODE.done(NODE.members.put(reader, "stable", keys, Listing.UNLISTED))
                        .state())
                .isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void changesTakeWhatEachOfTheirPartsTakes() {
        Caller caller = ci("upload repository=stable", "read repository=ci");
        Wanted taken =
                new Wanted("stable", List.of(), List.of(), List.of(new Taking("secret", List.of(key(OPENSSL)))), false);
        refused(AccessFault.MISSING_GRANT, changing(caller, taken));
        refused(AccessFault.MISSING_GRANT, changing(caller, removal()));
        String sha256 = Specimen.digests(OPENSSL.content()).sha256();
        refused(ChangeFault.UNKNOWN_BYTES, changing(named("other", "upload repository=stable"), addition(sha256)));
        Caller narrow = named("narrow", "upload repository=stable package=foo", "read repository=secret");
        refused(AccessFault.MISSING_GRANT, changing(narrow, addition(sha256)));
    }

    private static Mono<Task> changing(Caller caller, Wanted wanted) {
        return NODE.changes.submit(caller, List.of(wanted), Listing.UNLISTED);
    }

    private static Wanted removal() {
        return new Wanted("stable", List.of(), List.of(key(FOO)), List.of(), false);
    }

    private static Wanted addition(String sha256) {
        return Wanted.addition("stable", sha256, false);
    }

    @Test
    void listsHoldWhatMayBeRead() {
        List<String> names = Objects.requireNonNull(NODE.repositories
                .list(ci("read repository=ci,contrib"))
                .map(Repository::name)
                .collectList()
                .block(TIMEOUT));
        assertThat(names).containsExactly("ci", "contrib");
    }

    /** Of one that a repository has; else one that nobody knows. */
    private static PackageKey key(Specimen specimen) {
        return Objects.requireNonNull(NODE.packages("secret")
                .map(CataloguedPackage::key)
                .filter(key -> key.name().equals(specimen.control().name()))
                .defaultIfEmpty(PackageKey.parse("Pamd64 " + specimen.control().name() + " 1.0 0123456789abcdef"))
                .blockFirst(TIMEOUT));
    }
}
