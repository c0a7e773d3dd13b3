package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.deb.DebVersion;
import io.staithe.testkit.Command;
import io.staithe.testkit.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the files of an archive, read as a client reads them: rows 7–17, 20–26 and 29–37 of the list. */
class IndexesIT {
    private static final DebVersion POLICY_AS_OF_SINCE = new DebVersion("1.3.0");

    @TempDir
    static Path scratch;

    private static PublishedBench bench;

    @BeforeAll
    static void publish() {
        bench = PublishedBench.start(scratch);
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @Test
    void signaturesVerifyWithGpgvBySha256OrBetter() {
        Path inRelease = bench.download("InRelease");
        Path release = bench.download("Release");
        Path detached = bench.download("Release.gpg");
        String keyring = bench.keyring().toString();

        String status = Command.run(List.of("gpgv", "--status-fd", "1", "--keyring", keyring, inRelease.toString()))
                .succeeded()
                .output();
        assertThat(status.lines().filter(line -> line.contains("VALIDSIG")).map(line -> line.split(" ")[9]))
                .hasSize(1)
                .allMatch(List.of("8", "9", "10")::contains);
        Command.run(List.of("gpgv", "--keyring", keyring, detached.toString(), release.toString()))
                .succeeded();
    }

    @Test
    void sequoiaAcceptsTheSignature() {
        Assumptions.assumeTrue(Command.isPresent("sqv"), "sqv is not installed");
        Path release = bench.download("Release");
        Path detached = bench.download("Release.gpg");

        assertThat(Command.run(List.of(
                                "sqv",
                                "--keyring",
                                bench.keyring().toString(),
                                detached.toString(),
                                release.toString()))
                        .succeeded()
                        .output())
                .containsPattern("[0-9A-F]{40}");
    }

    @Test
    void sequoiaWillAcceptTheSignatureNextYear() {
        Assumptions.assumeTrue(Command.isPresent("sqv"), "sqv is not installed");
        String version = Command.run(List.of("sqv", "--version")).output().strip();
        Assumptions.assumeTrue(
                new DebVersion(version.substring("sqv ".length())).compareTo(POLICY_AS_OF_SINCE) >= 0,
                version + " is installed; --policy-as-of came with " + POLICY_AS_OF_SINCE);
        bench.download("Release");
        bench.download("Release.gpg");
        String inAYear = LocalDate.now(ZoneOffset.UTC).plusYears(1).toString();

        Command.shell(
                        "SEQUOIA_CRYPTO_POLICY=/usr/share/apt/default-sequoia.config sqv --keyring " + bench.keyring()
                                + " --policy-as-of " + inAYear + " --signature-file=Release.gpg Release",
                        scratch)
                .succeeded();
    }

    @Test
    void inReleaseIsTheStrictFormOfRelease() throws IOException {
        String signed = bench.text("InRelease");
        Path release = bench.download("Release");

        assertThat(signed).startsWith("-----BEGIN PGP SIGNED MESSAGE-----\n").endsWith("-----END PGP SIGNATURE-----\n");
        assertThat(signed).doesNotContain("Version:  BC").doesNotContain("\n\n-----END");
        Command.shell(
                        "gpgv -q --keyring " + bench.keyring() + " -o - InRelease | diff - Release",
                        bench.download("InRelease").getParent())
                .succeeded();
        assertThat(Files.readString(release)).isEqualTo(bench.text("Release"));
    }

    @Test
    void datesAreUtcNotAheadAndNeverGoBack() {
        Instant first = date();
        bench.publish();
        Instant second = date();

        assertThat(second).isAfterOrEqualTo(first).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void everyListedFileHasItsSizeAndDigest() {
        bench.listed().forEach((path, sum) -> {
            byte[] bytes = bench.client().get(PublishedBench.dists(path));
            assertThat(Sha256.hex(bytes)).as(path).isEqualTo(sum.get(0));
            assertThat(bytes).as(path).hasSize(Integer.parseInt(sum.get(1)));
        });
        assertThat(bench.listed())
                .containsKeys(
                        "main/binary-amd64/Packages",
                        "main/binary-amd64/Packages.gz",
                        "main/binary-amd64/Packages.xz",
                        "main/binary-arm64/Packages");
        assertThat(bench.text("Release").lines().filter("SHA256:"::equals)).hasSize(1);
    }

    @Test
    void byHashNamesTheStrongestSumThatReleaseTells() {
        String algorithm = bench.text("Release").contains("\nSHA512:\n") ? "SHA512" : "SHA256";
        bench.listed(algorithm)
                .forEach((path, sum) -> assertThat(bench.client()
                                .get(PublishedBench.dists(path.substring(0, path.lastIndexOf('/') + 1) + "by-hash/"
                                        + algorithm + "/" + sum.get(0))))
                        .as(path)
                        .isEqualTo(bench.client().get(PublishedBench.dists(path))));
    }

    @Test
    void compressedFormsAreIntactAndEqualThePlainOne() throws IOException {
        byte[] plain = bench.client().get(PublishedBench.dists("main/binary-amd64/Packages"));
        Path gz = bench.download("main/binary-amd64/Packages.gz");
        Path xz = bench.download("main/binary-amd64/Packages.xz");
        Path directory = gz.getParent();

        Command.shell(
                        "gzip -t " + gz + " && xz -t " + xz + " && zcat " + gz + " > from-gz && xzcat " + xz
                                + " > from-xz",
                        directory)
                .succeeded();
        assertThat(Files.readAllBytes(directory.resolve("from-gz"))).isEqualTo(plain);
        assertThat(Files.readAllBytes(directory.resolve("from-xz"))).isEqualTo(plain);
        assertThat(Command.run(List.of("xz", "--robot", "-l", xz.toString()))
                        .succeeded()
                        .output())
                .contains("totals\t1\t");
        String details =
                Command.run(List.of("xz", "--robot", "-lvv", xz.toString())).output();
        long memory = details.lines()
                .filter(line -> line.startsWith("summary"))
                .mapToLong(line -> Long.parseLong(line.split("\t")[1]))
                .findFirst()
                .orElseThrow();
        assertThat(memory).isLessThanOrEqualTo(66L << 20);
    }

    @Test
    void packagesIsWellFormed() {
        String packages = bench.text("main/binary-amd64/Packages");
        List<String> stanzas = Arrays.stream(packages.split("\n\n"))
                .filter(text -> !text.isBlank())
                .toList();

        assertThat(packages)
                .startsWith("Package:")
                .endsWith("\n\n")
                .doesNotContain("\r")
                .doesNotContain("\u0000");
        assertThat(packages.lines()).noneMatch(line -> !line.isEmpty() && line.isBlank());
        assertThat(packages.getBytes(StandardCharsets.UTF_8))
                .isEqualTo(bench.client().get(PublishedBench.dists("main/binary-amd64/Packages")));
        assertThat(stanzas)
                .hasSize(5)
                .allSatisfy(stanza -> List.of("Package", "Version", "Architecture", "Filename", "Size", "SHA256")
                        .forEach(field -> assertThat(stanza).containsPattern("(?m)^" + field + ": \\S")))
                .extracting(stanza ->
                        List.of(field(stanza, "Package"), field(stanza, "Version"), field(stanza, "Architecture")))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyFilenameLeadsToItsBytesInTheRightDirectory() {
        for (String stanza : bench.text("main/binary-amd64/Packages").split("\n\n")) {
            byte[] bytes =
                    bench.client().get("/apt/" + field(stanza, "Filename").replace("+", "%2b"));
            assertThat(Sha256.hex(bytes)).isEqualTo(field(stanza, "SHA256"));
            assertThat(bytes).hasSize(Integer.parseInt(field(stanza, "Size")));
        }
        assertThat(bench.text("main/binary-amd64/Packages"))
                .contains("Filename: pool/main/libf/libfoo/")
                .contains("Filename: pool/main/h/hello/");
    }

    @Test
    void agreesWithTheIndexersOfDpkgAndApt() throws IOException {
        Command.require("dpkg-scanpackages", "dpkg-dev");
        Command.require("apt-ftparchive", "apt-utils");
        Path tree = scratch.resolve("mirror");
        for (String stanza : bench.text("main/binary-amd64/Packages").split("\n\n")) {
            Path file = tree.resolve(field(stanza, "Filename"));
            Files.createDirectories(file.getParent());
            Files.write(
                    file, bench.client().get("/apt/" + field(stanza, "Filename").replace("+", "%2b")));
        }
        Path errors = scratch.resolve("scan-errors");
        String dpkg = Command.shell("dpkg-scanpackages -m pool 2>" + errors, tree)
                .succeeded()
                .output();
        String apt = Command.shell("apt-ftparchive packages pool 2>" + errors, tree)
                .succeeded()
                .output();
        String ours = bench.text("main/binary-amd64/Packages");

        for (String name :
                List.of("Package", "Version", "Architecture", "Filename", "Size", "MD5sum", "SHA256", "Description")) {
            assertThat(values(ours, name))
                    .as(name)
                    .isEqualTo(values(dpkg, name))
                    .isEqualTo(values(apt, name));
        }
    }

    private static List<String> values(String index, String name) {
        return Arrays.stream(index.split("\n\n"))
                .filter(text -> !text.isBlank())
                .map(stanza -> field(stanza, "Filename") + " " + field(stanza, name))
                .sorted()
                .toList();
    }

    private static Instant date() {
        String text = field(bench.text("Release"), "Date").replace("UTC", "GMT");
        Command.run(List.of("date", "-ud", text)).succeeded();
        return ZonedDateTime.parse(text, DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss z", Locale.ROOT))
                .toInstant();
    }

    private static String field(String stanza, String name) {
        return stanza.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in\n" + stanza));
    }
}
