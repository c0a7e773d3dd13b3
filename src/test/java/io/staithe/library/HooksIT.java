package io.staithe.library;

import static io.staithe.library.LibraryNode.CALLER;
import static io.staithe.library.LibraryNode.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.Repository;
import io.staithe.events.webhook.Secret;
import io.staithe.events.webhook.WebhookSender.Letter;
import io.staithe.events.webhook.WebhookSender.Reply;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.LibraryNode.Parts;
import io.staithe.library.change.Wanted;
import io.staithe.library.policy.Hook;
import io.staithe.library.policy.Hook.OnFailure;
import io.staithe.library.policy.Policies;
import io.staithe.library.policy.Policies.Quota;
import io.staithe.library.policy.Policies.Retention;
import io.staithe.library.policy.PolicyFault;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.testkit.Specimen;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of packages by the answers of a hook, and how often it is asked. */
final class HooksIT {
    private static final Specimen GOOD = Specimen.deb("good", "1.0", "good");
    private static final Specimen BAD = Specimen.deb("bad", "1.0", "bad");
    private static final Secret SECRET = new Secret("0123456789abcdef");

    private final List<Letter> letters = new CopyOnWriteArrayList<>();
    private Function<Letter, Mono<Reply>> hook = HooksIT::judged;

    private final TestDatabase database = TestDatabase.fresh();
    private final Uploaded uploaded = new Uploaded(database);
    private final LibraryNode node =
            LibraryNode.closed(database, uploaded, Parts.usual().asking(this::received));

    @BeforeEach
    void open() {
        node.open().withRepository("main").withRepository("other");
    }

    @AfterEach
    void stop() {
        node.stop();
        database.connections().dispose();
    }

    @Test
    void whatTheHookRefusesFailsWithItsReasonAndIsNotAskedAboutAgain() {
        set(OnFailure.CLOSED);
        Task added = add(GOOD, BAD);
        assertThat(AdditionsIT.texts(added, "warnings"))
                .containsExactly("Unable to add package: bad_1.0_amd64: refused: it is bad (policy 'hook')");
        assertThat(node.members("main")).containsExactly("good_1.0_amd64");
        assertThat(letters).hasSize(2);
        assertThat(AdditionsIT.texts(add(BAD, GOOD), "failedFiles")).hasSize(1);
        assertThat(letters).hasSize(2);
    }

    @Test
    void aLetterTellsWhatItIsAboutAndIsSigned() {
        set(OnFailure.CLOSED);
        add(GOOD);
        Letter letter = letters.get(0);
        JsonNode body = JsonMapper.shared().readTree(letter.body());
        assertThat(body.path("repository").stringValue()).isEqualTo("main");
        assertThat(body.path("caller").stringValue()).isEqualTo("ci");
        assertThat(body.path("stanza").stringValue()).startsWith("Package: good\n");
        assertThat(body.path("files").path(0).path("sha256").stringValue())
                .isEqualTo(Specimen.digests("good").sha256());
        assertThat(letter.headers()).containsKey("Staithe-Signature");
        assertThat(letter.body() + letter.headers()).doesNotContain(SECRET.value());
    }

    @Test
    void whereNobodyAnswersItIsSaidWhetherPackagesComeIn() {
        hook = letter -> Mono.just(new Reply(503, "answered 503"));
        set(OnFailure.CLOSED);
        assertThat(AdditionsIT.texts(add(GOOD), "warnings"))
                .containsExactly("Unable to add package: good_1.0_amd64: the hook said nothing: answered 503"
                        + " (policy 'hook')");
        set(OnFailure.OPEN);
        assertThat(AdditionsIT.texts(add(GOOD), "failedFiles")).isEmpty();
    }

    @Test
    void aHookThatIsSilentIsNotWaitedForLongerThanItMay() {
        hook = letter -> Mono.never();
        set(OnFailure.OPEN);
        assertThat(AdditionsIT.texts(add(GOOD), "failedFiles")).isEmpty();
    }

    @Test
    void noTransactionIsOpenWhileTheHookIsAsked() {
        hook = letter ->
                node.catalog.repository("main").flatMap(found -> locked(found)).then(judged(letter));
        set(OnFailure.CLOSED);
        assertThat(AdditionsIT.texts(add(GOOD), "failedFiles")).isEmpty();
    }

    /** Fails where somebody holds the row. */
    private Mono<Void> locked(Repository repository) {
        return node.database
                .sql("SELECT id FROM repository WHERE id = :id FOR UPDATE NOWAIT")
                .bind("id", repository.id().value())
                .then();
    }

    @Test
    void copiesAndChangesAreAskedAboutToo() {
        upload("source", GOOD, BAD);
        node.add("other", "source");
        set(OnFailure.CLOSED);
        Wanted taking = taking(BAD);
        Task refused = node.done(node.changes.submit(CALLER, List.of(taking), Listing.UNLISTED));
        assertThat(String.valueOf(refused.outcome())).contains("refused-by-policy", "it is bad");
        node.done(node.changes.submit(CALLER, List.of(taking(GOOD)), Listing.UNLISTED));
        assertThat(node.members("main")).containsExactly("good_1.0_amd64");
        assertThat(letters).hasSize(2);
    }

    @Test
    void whatComesByDigestIsAskedAboutBeforeItIsAccepted() {
        upload("source", GOOD, BAD);
        node.add("other", "source");
        set(OnFailure.CLOSED);
        assertFault(byDigest(BAD), Refused.class, PolicyFault.REFUSED_BY_POLICY);
        hook = letter -> Mono.just(new Reply(0, "nobody there"));
        assertFault(byDigest(GOOD), Exhausted.class, PolicyFault.HOOK_UNAVAILABLE);
        hook = HooksIT::judged;
        node.done(byDigest(GOOD));
        assertThat(node.members("main")).containsExactly("good_1.0_amd64");
        assertThat(letters).hasSize(3);
    }

    @Test
    void inAChangeOfTwoRepositoriesTheHookOfEachIsAsked() {
        upload("source", GOOD);
        node.add("other", "source");
        node.withRepository("strict");
        set(OnFailure.CLOSED);
        node.policies
                .set(CALLER, "strict", policies("https://strict.example/", OnFailure.CLOSED), SECRET)
                .block(TIMEOUT);
        hook = letter -> letter.url().contains("strict") ? Mono.just(new Reply(403, "", "no")) : judged(letter);
        List<Wanted> both = List.of(taking("main", GOOD), taking("strict", GOOD));
        Task refused = node.done(node.changes.submit(CALLER, both, Listing.UNLISTED));
        assertThat(String.valueOf(refused.outcome())).contains("refused-by-policy", "refused: no");
        assertThat(letters).hasSize(2);
        assertThat(node.members("main")).isEmpty();
    }

    @Test
    void aHookHasASecretOfItsOwnOrThatOfBefore() {
        assertFault(setting(OnFailure.OPEN, null), Refused.class, PolicyFault.BAD_POLICIES);
        setting(OnFailure.OPEN, SECRET).block(TIMEOUT);
        setting(OnFailure.CLOSED, null).block(TIMEOUT);
        node.policies.remove(CALLER, "main").block(TIMEOUT);
        assertFault(setting(OnFailure.OPEN, null), Refused.class, PolicyFault.BAD_POLICIES);
    }

    private Mono<Task> byDigest(Specimen specimen) {
        Wanted wanted =
                Wanted.addition("main", Specimen.digests(specimen.content()).sha256(), false);
        return node.changes.submit(CALLER, List.of(wanted), Listing.UNLISTED);
    }

    private static Wanted taking(Specimen specimen) {
        return taking("main", specimen);
    }

    private static Wanted taking(String repository, Specimen specimen) {
        Wanted.Taking taking =
                new Wanted.Taking("other", List.of(specimen.found(1).key()));
        return new Wanted(repository, List.of(), List.of(), List.of(taking), false);
    }

    private static void assertFault(Mono<?> call, Class<? extends Fault> kind, PolicyFault code) {
        StepVerifier.create(call)
                .expectErrorSatisfies(failure -> {
                    assertThat(failure).isInstanceOf(kind);
                    assertThat(((Fault) failure).code()).isEqualTo(code);
                })
                .verify(TIMEOUT);
    }

    private Mono<Reply> received(Letter letter) {
        letters.add(letter);
        return hook.apply(letter);
    }

    private static Mono<Reply> judged(Letter letter) {
        return Mono.just(
                letter.body().contains("\"good\"")
                        ? new Reply(200, "answered 200")
                        : new Reply(403, "answered 403", "it is bad"));
    }

    private void set(OnFailure onFailure) {
        setting(onFailure, SECRET).block(TIMEOUT);
    }

    private Mono<Policies> setting(OnFailure onFailure, @Nullable Secret secret) {
        return node.policies.set(CALLER, "main", policies("https://scan.example/deb", onFailure), secret);
    }

    private static Policies policies(String url, OnFailure onFailure) {
        return new Policies(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                new Quota(null, null),
                new Retention(null, null),
                List.of(),
                new Hook(url, Duration.ofMillis(200), onFailure));
    }

    private Task add(Specimen... specimens) {
        upload("in", specimens);
        return node.add("main", "in");
    }

    private void upload(String directory, Specimen... specimens) {
        for (Specimen specimen : specimens) {
            Objects.requireNonNull(uploaded.passing(directory, specimen)).block(TIMEOUT);
        }
    }
}
