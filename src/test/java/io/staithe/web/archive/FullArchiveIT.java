package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.deb.PackageKind;
import io.staithe.testkit.AptRoot;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.Command;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.DscBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that one archive can hold, and archives in a directory of somebody else, as the real apt sees them. */
final class FullArchiveIT {
    private static final String SOURCES =
            "\"SourceKind\":\"local\",\"Sources\":[{\"Component\":\"main\",\"Name\":\"bench\"},"
                    + "{\"Component\":\"contrib\",\"Name\":\"more\"}]";

    @TempDir
    static Path scratch;

    private static PublishedBench bench;

    @BeforeAll
    static void start() {
        bench = PublishedBench.start(
                scratch,
                Map.of(
                        "staithe.storages.filesystem.www.root-directory",
                        scratch.resolve("www").toString(),
                        "staithe.storages.filesystem.www.link-method",
                        "copy"));
        bench.client().createRepository("more");
        Stream.of(
                        DebBuilder.of("more"),
                        DebBuilder.of("more").architecture("arm64"),
                        DebBuilder.of("shared").architecture("all"),
                        DebBuilder.of("installer").kind(PackageKind.UDEB))
                .forEach(deb -> put(deb.fileName(), deb.bytes()));
        DscBuilder source = DscBuilder.of("origin").file("origin_1.0.tar.xz", "text".getBytes(StandardCharsets.UTF_8));
        source.files().forEach(FullArchiveIT::put);
        put(source.fileName(), source.bytes());
        bench.client().add("more", "more").expect(200);
        publish("/api/publish", "\"Distribution\":\"full\",\"NotAutomatic\":\"yes\",\"ButAutomaticUpgrades\":\"yes\"");
        publish("/api/publish", "\"Distribution\":\"full/updates\"");
        publish("/api/publish/filesystem:www:deb", "\"Distribution\":\"away\",\"MultiDist\":true");
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @Test
    void componentsArchitecturesAndKindsAreOneArchive() {
        AptRoot apt = apt("full", bench.archive(), "full");
        assertThat(updated(apt)).doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.cache("policy", "hello").output()).contains("Candidate: 1.1-1", " 100 ");
        assertThat(apt.cache("policy", "more").output()).contains("Candidate: 1.0");
        assertThat(apt.cache("-o", "APT::Architecture=arm64", "policy", "shared")
                        .output())
                .contains("Candidate: 1.0");
        assertThat(apt.cache("policy", "installer").output()).isEmpty();
        String release = text("/apt/dists/full/Release");
        assertThat(release)
                .contains("\nArchitectures: amd64 arm64\nComponents: contrib main\n")
                .contains(" contrib/debian-installer/binary-amd64/Packages\n", " contrib/source/Sources.xz\n");
        assertThat(text("/apt/dists/full/contrib/debian-installer/binary-amd64/Packages"))
                .contains("Package: installer\n");
        apt.get("source", "--download-only", "origin").succeeded();
        assertThat(apt.path("origin_1.0.tar.xz")).hasContent("text");
    }

    @Test
    void distributionsUnderEachOtherAreArchivesOfTheirOwn() {
        AptRoot apt = AptRoot.in(scratch.resolve("both"))
                .source(line(bench.archive(), "full") + "\n" + line(bench.archive(), "full/updates"));
        assertThat(updated(apt)).doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.cache("policy", "hello").output()).contains("full/main", "full/updates/main");
    }

    @Test
    void anEndpointServesWithoutThisServerAndThroughIt() throws IOException {
        for (String archive : new String[] {"file:" + scratch.resolve("www/deb"), root() + "/repos/www/deb"}) {
            AptRoot apt = apt("away-" + archive.substring(0, 4), archive, "away");
            assertThat(updated(apt)).doesNotContainPattern("(?m)^[WE]:");
            apt.get("--download-only", "-y", "install", "hello").succeeded();
        }
        assertThat(text("/repos")).isEqualTo("<pre>\n<a href=\"www/\">www</a>\n</pre>");
        Path file = scratch.resolve("www/deb/pool/away/contrib/m/more/more_1.0_amd64.deb");
        assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1);
        assertThat(text("/v1/publications/sources?distribution=away&prefix=deb&storage=filesystem:www"))
                .contains("URIs: " + root() + "/repos/www/deb\n");
        assertThat(bench.client()
                        .send("GET", "/repos/nowhere/deb/dists/away/Release", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void tenUpdatesAtOnceAllSucceedWithOneGeneration() {
        long before = generation();
        put("later_1.0_amd64.deb", DebBuilder.of("later").bytes());
        bench.client().add("more", "more").expect(200);
        List<Long> tasks = IntStream.range(0, 10)
                .parallel()
                .mapToObj(n -> bench.client()
                        .send("POST", "/api/publish/:./full/update?_async=1", null)
                        .expect(202)
                        .json()
                        .path("ID")
                        .longValue())
                .toList();
        assertThat(tasks)
                .allSatisfy(task -> assertThat(
                                bench.client().outcome(task).path("Code").intValue())
                        .isEqualTo(200));
        assertThat(generation()).isEqualTo(before + 1);
        assertThat(text("/apt/dists/full/contrib/binary-amd64/Packages")).contains("Package: later\n");
    }

    private static long generation() {
        return bench.client()
                .send("GET", "/v1/publications?distribution=full", null)
                .expect(200)
                .json()
                .path("generation")
                .longValue();
    }

    @Test
    void aptPatchesWhatItHas() throws IOException {
        bench.client().createRepository("patched");
        for (int n = 0; n < 60; n++) {
            DebBuilder deb = DebBuilder.of("patched" + n).field("Section", "devel" + n);
            bench.client().put("patched", deb.fileName(), deb.bytes()).expect(200);
        }
        bench.client().add("patched", "patched").expect(200);
        bench.client().publish("patched", "patched").expect(201);
        String id = bench.client()
                .send("GET", "/v1/publications?distribution=patched", null)
                .json()
                .path("id")
                .toString();
        AptRoot old = AptRoot.in(scratch.resolve("patched")).source(amd64("patched"));
        updated(old);
        publishThreeTimes(id);
        assertThat(text("/apt/dists/patched/main/binary-amd64/Packages.diff/Index")
                        .lines())
                .filteredOn(line -> line.endsWith(".gz"))
                .hasSize(3);
        assertThat(old.get("-o", "Acquire::PDiffs=true", "-o", "Acquire::By-Hash=yes", "update")
                        .succeeded()
                        .output())
                .contains(".pdiff [")
                .doesNotContainPattern("(?m)^[WE]:");
        String packages = text("/apt/dists/patched/main/binary-amd64/Packages");
        try (Stream<Path> lists = Files.list(old.path("var/lib/apt/lists"))) {
            assertThat(lists.filter(list -> list.toString().endsWith("_Packages")))
                    .singleElement()
                    .satisfies(list -> assertThat(list).hasContent(packages));
        }
        assertThat(old.cache("policy", "fresh2").output()).contains("Candidate: 1.0");
    }

    private static void publishThreeTimes(String id) {
        for (int n = 0; n < 3; n++) {
            DebBuilder deb = DebBuilder.of("fresh" + n);
            bench.client().put("patched", deb.fileName(), deb.bytes()).expect(200);
            bench.client().add("patched", "patched").expect(200);
            bench.client()
                    .send(
                            "PATCH",
                            "/v1/publications/" + id + "?wait=finished",
                            "{\"options\":{\"pdiffs\":5}}".getBytes(StandardCharsets.UTF_8))
                    .expect(200);
        }
    }

    private static String amd64(String distribution) {
        return "deb [signed-by=" + bench.key() + " arch=amd64] " + bench.archive() + " " + distribution + " main";
    }

    @Test
    void aptReadsBzip2WhereItIsToldTo() {
        publish("/api/publish", "\"Distribution\":\"packed\",\"SkipBz2\":false");
        String listed = text("/apt/dists/packed/Release")
                .lines()
                .filter(line -> line.endsWith(" contrib/binary-amd64/Packages.bz2"))
                .findFirst()
                .orElseThrow();
        AptRoot apt = apt("packed", bench.archive(), "packed");
        String order = "Acquire::CompressionTypes::Order::=bz2";
        assertThat(apt.get("-o", order, "-o", "Debug::Acquire::http=true", "update")
                        .succeeded()
                        .output())
                .contains("by-hash/SHA256/" + listed.trim().split(" ")[0])
                .doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.cache("policy", "more").output()).contains("Candidate: 1.0");
    }

    @Test
    void aptTakesReleaseFilesThatNameTheirKey() {
        String key = fingerprint();
        bench.client()
                .send(
                        "PATCH",
                        "/v1/publications/1?wait=finished",
                        ("{\"options\":{\"signedBy\":\"" + key + "\",\"acquireByHash\":false}}")
                                .getBytes(StandardCharsets.UTF_8))
                .expect(200);
        assertThat(bench.text("Release")).contains("\nSigned-By: " + key + "\n").doesNotContain("Acquire-By-Hash");
        assertThat(updated(bench.apt("named"))).doesNotContainPattern("(?m)^[WE]:");
    }

    @Test
    void debootstrapFetchesASmallSystem() throws IOException {
        Command.require("debootstrap", "debootstrap");
        bench.client().createRepository("small");
        Stream.of(
                        DebBuilder.of("base-files").field("Priority", "required"),
                        DebBuilder.of("dash").field("Priority", "required").field("Depends", "libsmall"),
                        DebBuilder.of("libsmall").field("Priority", "optional"),
                        DebBuilder.of("apt").field("Priority", "important"),
                        DebBuilder.of("unwanted").field("Priority", "optional"))
                .forEach(deb ->
                        bench.client().put("small", deb.fileName(), deb.bytes()).expect(200));
        bench.client().add("small", "small").expect(200);
        bench.client().publish("small", "small").expect(201);
        Path target = scratch.resolve("small");

        Command.shell(
                        "debootstrap --arch=amd64 --variant=minbase --download-only --keyring=" + bench.keyring()
                                + " small " + target + " " + bench.archive() + " /usr/share/debootstrap/scripts/sid",
                        scratch)
                .succeeded();

        try (Stream<Path> fetched = Files.list(target.resolve("var/cache/apt/archives"))) {
            assertThat(fetched.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".deb")))
                    .containsExactlyInAnyOrder(
                            "apt_1.0_amd64.deb",
                            "base-files_1.0_amd64.deb",
                            "dash_1.0_amd64.deb",
                            "libsmall_1.0_amd64.deb");
        }
    }

    @Test
    void repreproMirrorsAndPulls() throws IOException {
        Command.require("reprepro", "reprepro");
        Command.require("gpg", "gpg");
        Path base = scratch.resolve("reprepro");
        Path conf = Files.createDirectories(base.resolve("conf"));
        String contents = "Architectures: amd64 source\nComponents: main contrib\nUDebComponents: contrib\n";
        Files.writeString(
                conf.resolve("distributions"),
                "Codename: taken\n" + contents + "Update: staithe\n\nCodename: tested\n" + contents + "Pull: tested\n");
        Files.writeString(
                conf.resolve("updates"),
                "Name: staithe\nMethod: " + bench.archive() + "\nSuite: full\n" + contents + "VerifyRelease: "
                        + fingerprint().substring(24) + "\n");
        Files.writeString(conf.resolve("pulls"), "Name: tested\nFrom: taken\n");
        reprepro(base, "gpg --batch -q --import " + bench.key());

        reprepro(base, "reprepro -b . update && reprepro -b . pull");

        assertThat(reprepro(base, "reprepro -b . list tested").lines())
                .contains(
                        "tested|main|amd64: hello 1.1-1",
                        "tested|contrib|amd64: shared 1.0",
                        "u|tested|contrib|amd64: installer 1.0",
                        "tested|contrib|source: origin 1.0");
    }

    private static String reprepro(Path base, String line) {
        return Command.shell("mkdir -p -m 700 gpg; export GNUPGHOME=$PWD/gpg; " + line, base)
                .succeeded()
                .output();
    }

    private static String fingerprint() {
        return bench.client()
                .send("GET", "/v1/keys", null)
                .expect(200)
                .json()
                .at("/0/fingerprint")
                .stringValue();
    }

    private static AptRoot apt(String directory, String archive, String distribution) {
        return AptRoot.in(scratch.resolve(directory))
                .source(line(archive, distribution) + "\n"
                        + line(archive, distribution).replaceFirst("^deb", "deb-src"));
    }

    private static String line(String archive, String distribution) {
        return "deb [signed-by=" + bench.key() + " arch=amd64,arm64] " + archive + " " + distribution + " main contrib";
    }

    private static String updated(AptRoot apt) {
        return apt.get("update").succeeded().output();
    }

    private static void put(String name, byte[] bytes) {
        bench.client().put("more", name, bytes).expect(200);
    }

    private static Answer publish(String path, String members) {
        byte[] body = ("{" + SOURCES + "," + members + "}").getBytes(StandardCharsets.UTF_8);
        return bench.client().send("POST", path, body).expect(201);
    }

    private static String text(String path) {
        return new String(bench.client().get(path), StandardCharsets.UTF_8);
    }

    private static String root() {
        return bench.archive().replaceFirst("/apt$", "");
    }
}
