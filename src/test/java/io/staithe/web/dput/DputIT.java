package io.staithe.web.dput;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.deb.upload.Changes.ListedFile;
import io.staithe.intake.UploadedFile;
import io.staithe.library.incoming.StagedFiles;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.testkit.AptRoot;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.Command;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.DebianDesk;
import io.staithe.testkit.Sha256;
import io.staithe.testkit.SharedStaithe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** Uploads that real dput and dput-ng send of a package that real dpkg-buildpackage built. */
final class DputIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String DEB = "hello-dput_1.0-1_all.deb";
    private static final String ORIGINAL = "hello-dput_1.0.orig.tar.gz";
    private static final List<String> FILES = List.of(
            "hello-dput_1.0-1.dsc",
            ORIGINAL,
            "hello-dput_1.0-1.debian.tar.gz",
            DEB,
            "hello-dput_1.0-1_amd64.buildinfo");

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    @TempDir
    static Path scratch;

    private static DebianDesk desk;

    @BeforeAll
    static void build() {
        Command.require("dpkg-buildpackage", "dpkg-dev");
        Command.require("make", "make");
        Command.require("gpg", "gnupg");
        desk = DebianDesk.in(scratch);
        byte[] key = AptlyClient.json(Map.of("GpgKeyArmor", new String(desk.bytes("uploader.asc"), UTF_8)));
        staithe.client().send("POST", "/api/gpg/key", key).expect(200);
    }

    @AfterAll
    static void leave() {
        desk.leave();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dput", "dput-ng"})
    void whatItSendsIsInstalledByApt(String client) {
        Command.require(client, client);
        staithe.client().createRepository(client);
        String waiting = waiting();
        send(client, client, DebianDesk.CHANGES).succeeded();
        assertThat(staithe.client().packages(client)).hasSize(2);
        assertThat(waiting()).isEqualTo(waiting);

        staithe.client().publish(client, client).expect(201);
        String place = "[trusted=yes] " + staithe.address() + "/apt " + client + " main";
        AptRoot apt = AptRoot.in(scratch.resolve("apt-" + client)).source("deb " + place);
        apt.get("update").succeeded();
        apt.get("--download-only", "-y", "install", "hello-dput").succeeded();

        send(client, client, DebianDesk.CHANGES).succeeded();
        assertThat(putAll(client, DebianDesk.CHANGES).expect(200).body())
                .contains("there already Pall hello-dput 1.0-1 ", " revision 1 receipt /v1/receipts/")
                .doesNotContain("added");
    }

    @ParameterizedTest
    @CsvSource({
        "dput, sum, /^Checksums-Sha256/{n;s/^ ......../ 00000000/}, up, checksum mismatch SHA256",
        "dput-ng, sum, /^Checksums-Sha256/{n;s/^ ......../ 00000000/}, up, checksum mismatch SHA256",
        "dput, nobody, '', '', is not signed",
        "dput-ng, stranger, '', stranger, no good signature",
        "dput, version, s/^Version: .*/Version: 1.0-2/, up, announces source hello-dput 1.0-2",
    })
    void whatIsWrongIsToldOnTheTerminalAndNothingIsAdded(
            String client, String what, String sed, String signer, String reason) {
        Command.require(client, client);
        String repository = client + "-" + what;
        staithe.client().createRepository(repository);
        String changes = desk.edited(repository, sed, signer);
        Command.Result refused = send(client, repository, changes);
        assertThat(refused.code()).as(refused.output()).isNotZero();
        assertThat(refused.output()).contains(reason);
        assertThat(staithe.client().packages(repository)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dput", "dput-ng"})
    void aRefusalBeforeTheFirstBodyIsToldOnTheTerminalToo(String client) {
        Command.require(client, client);
        Command.Result refused = send(client, "nowhere", DebianDesk.CHANGES);
        assertThat(refused.code()).as(refused.output()).isNotZero();
        assertThat(refused.output()).contains("local repo with name nowhere not found");
    }

    @Test
    void aChangesFileTakesItsOwnFilesWhateverOthersSendUnderTheirNames() {
        staithe.client().createRepository("shared");
        assertThat(put("shared", DebianDesk.CHANGES, desk.bytes(DebianDesk.CHANGES))
                        .expect(422)
                        .body())
                .contains("file 'hello-dput_1.0-1.dsc' is not in the upload directory");
        FILES.forEach(file -> put("shared", file, desk.bytes(file)).expect(201));
        put("shared", ORIGINAL, "another's".getBytes(UTF_8)).expect(201);
        assertThat(put("shared", DebianDesk.CHANGES, desk.bytes(DebianDesk.CHANGES))
                        .expect(201)
                        .body())
                .contains("added Pall hello-dput 1.0-1 ", "added Psource hello-dput 1.0-1 ");
    }

    @Test
    void whereOtherBytesAreThereNothingIsAdded() {
        staithe.client().createRepository("taken");
        byte[] other =
                DebBuilder.of("hello-dput").version("1.0-1").architecture("all").bytes();
        staithe.client()
                .put("/v1/repositories/taken/packages/" + DEB, Map.of(), other)
                .expect(201);
        assertThat(putAll("taken", DebianDesk.CHANGES).expect(409).body())
                .contains("other bytes as hello-dput_1.0-1_all", "a new build needs a new version");
        assertThat(staithe.client().packages("taken")).hasSize(1);
    }

    @Test
    void whoMayUploadIsNarrowedByThePoliciesOfTheRepository() {
        staithe.client().createRepository("signed");
        signedBy("signed", "0000000000000000");
        assertThat(putAll("signed", DebianDesk.CHANGES).expect(422).body())
                .contains("its .changes file must be signed by one of 0000000000000000 (policy 'signedBy')");
        signedBy("signed", uploader());
        putAll("signed", DebianDesk.CHANGES).expect(201);
    }

    @Test
    void aGoodSignatureCountsForPoliciesWhereAptlysIncludeIgnoresIt() {
        staithe.client().createRepository("included");
        signedBy("included", "0000000000000000");
        assertThat(included().path("FailedFiles")).hasSize(2);
        signedBy("included", uploader());
        assertThat(included().path("FailedFiles")).isEmpty();
        assertThat(staithe.client().packages("included")).hasSize(2);
    }

    private static JsonNode included() {
        Stream.concat(FILES.stream(), Stream.of(DebianDesk.CHANGES))
                .forEach(file -> staithe.client().put("announced", file, desk.bytes(file)));
        return staithe.client()
                .send("POST", "/api/repos/included/include/announced?ignoreSignature=1", null)
                .expect(200)
                .json();
    }

    private static String uploader() {
        return desk.run(
                        "gpg --batch --with-colons -k up@staithe.example 2>/dev/null | awk -F: '/^fpr/{print $10; exit}'")
                .output()
                .strip();
    }

    private static void signedBy(String repository, String key) {
        staithe.client()
                .send(
                        "PUT",
                        "/v1/repositories/" + repository + "/policies",
                        ("{\"signedBy\":[\"" + key + "\"]}").getBytes(UTF_8))
                .expect(200);
    }

    @Test
    void whatCannotBeTakenIsRefusedBeforeItsBody() throws IOException {
        staithe.client().createRepository("early");
        put("early", "dput.commands", new byte[1]).expect(400);
        put("early", "-hello.deb", new byte[1]).expect(400);
        assertThat(head("PUT /dput/nowhere/" + DEB, 1 << 30))
                .startsWith("HTTP/1.1 404 local repo with name nowhere not found");
        assertThat(head("PUT /dput/early/a.changes", 1 << 30))
                .startsWith("HTTP/1.1 413 'a.changes' has 1073741824 bytes");
        assertThat(head("PUT /dput/early/" + DEB, 1L << 40))
                .startsWith("HTTP/1.1 413 the upload has 1099511627776 bytes");
    }

    @Test
    void aFileThatBreaksOffIsNotThere() throws IOException {
        staithe.client().createRepository("cut");
        FILES.forEach(file -> put("cut", file, desk.bytes(file)).expect(201));
        try (Socket socket = new Socket("127.0.0.1", staithe.address().getPort())) {
            socket.getOutputStream()
                    .write(("PUT /dput/cut/" + DebianDesk.CHANGES
                                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nFormat: 1.8\n")
                            .getBytes(UTF_8));
        }
        assertThat(staithe.client().packages("cut")).isEmpty();
        put("cut", DebianDesk.CHANGES, desk.bytes(DebianDesk.CHANGES)).expect(201);
    }

    @Test
    void nothingIsAcceptedWhereAFileWentAwayMeanwhile() {
        staithe.client().createRepository("gone");
        byte[] deb = desk.bytes(DEB);
        put("gone", DEB, deb).expect(201);
        StagedFiles staged = staithe.bean(StagedFiles.class);
        ListedFile listed = new ListedFile(DEB, deb.length, "", "", Sha256.hex(deb));
        List<UploadedFile> found = new ArrayList<>();
        StepVerifier.create(staged.find(Caller.trusted("another"), "dput", List.of(listed)))
                .expectComplete()
                .verify(TIMEOUT);
        StepVerifier.create(staged.find(Caller.open(), "dput", List.of(listed)))
                .consumeNextWith(found::add)
                .expectComplete()
                .verify(TIMEOUT);
        StepVerifier.create(staged.forget(found)).expectComplete().verify(TIMEOUT);
        NewTask task = new NewTask(
                "never",
                1,
                "{}",
                "Never accepted",
                Caller.trusted("ci"),
                "-",
                List.of(new Lane("never")),
                List.of(),
                true);
        StepVerifier.create(staged.accept(task, found.get(0), List.of()))
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(staithe.client().send("GET", "/api/tasks", null).body()).doesNotContain("Never accepted");
    }

    @Test
    void buildInformationIsNoUploadWhoeverSignedIt() {
        staithe.client().createRepository("information");
        String changes = desk.edited("information", "/^Files:/,$d;/^Distribution:/d", "up");
        assertThat(putAll("information", changes).expect(422).body()).contains("must have the field 'Distribution'");
        assertThat(staithe.client().packages("information")).isEmpty();
    }

    /** The status line of an answer to a request whose body is announced and not sent. */
    private static String head(String request, long length) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", staithe.address().getPort());
                BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            String lines =
                    request + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: " + length;
            socket.getOutputStream().write((lines + "\r\n\r\n").getBytes(UTF_8));
            return answer.readLine();
        }
    }

    private static Command.Result send(String client, String repository, String changes) {
        return desk.send(client, staithe.address().getAuthority(), repository, changes);
    }

    private static Answer putAll(String repository, String changes) {
        FILES.forEach(file -> put(repository, file, desk.bytes(file)).expect(201));
        return put(repository, changes, desk.bytes(changes));
    }

    private static Answer put(String repository, String file, byte[] bytes) {
        return staithe.client().put("/dput/" + repository + "/" + file, Map.of(), bytes);
    }

    /** What was sent and not taken, of all repositories. */
    private static String waiting() {
        return staithe.client().send("GET", "/api/files/dput", null).body();
    }
}
