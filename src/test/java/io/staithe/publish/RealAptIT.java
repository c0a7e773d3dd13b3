package io.staithe.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.Repository;
import io.staithe.deb.PackageKind;
import io.staithe.publish.files.Readers;
import io.staithe.testkit.AptRoot;
import io.staithe.testkit.Command;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.DscBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One published distribution before apt, gpgv, sqv, xz, dpkg and apt-ftparchive, by the outside links. */
final class RealAptIT {
    private static final String RELEASE = "public/dists/bookworm/Release";
    private static final String AMD64 = "public/dists/bookworm/main/binary-amd64/";

    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;
    private Repository main;
    private Publication published;
    private String fingerprint;

    @BeforeEach
    void publish() throws IOException {
        house = new PublishingHouse(room, Readers.ANYBODY);
        node = house.node();
        main = house.repository("main-repo");
        Repository extra = house.repository("extra-repo");
        house.add(
                main,
                DebBuilder.of("hello").version("1.0+b1~rc1-1").file("usr/share/hello", "hi"),
                DebBuilder.of("hello").version("0.9").field("Depends", "libfoo"),
                DebBuilder.of("libfoo").architecture("all").field("Description", "short\n long\n .\n Ünïcode"),
                DebBuilder.of("arm-only").architecture("arm64").field("Source", "libbar (2.0)"),
                DebBuilder.of("installer-part").kind(PackageKind.UDEB));
        house.add(main, DscBuilder.of("hello").version("1.0+b1~rc1-1"));
        house.add(extra, DebBuilder.of("extra").version("1:2.0-1"));
        published = node.create(
                PublishingHouse.wanted("bookworm", Map.of("main", "main-repo", "contrib", "extra-repo"), null));
        fingerprint = house.keyring.signing().get(0);
        Files.writeString(
                room.resolve("k.asc"), house.keyring.armored(fingerprint).orElseThrow());
        shell("gpg --dearmor < k.asc > k.gpg");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aptUpdatesInstallsAndSeesWhatFollows() throws IOException {
        AptRoot apt = AptRoot.in(Files.createDirectory(room.resolve("apt")));
        String own = "[signed-by=" + room + "/k.asc] file:" + room + "/public bookworm main contrib";
        apt.source("deb " + own + "\ndeb-src " + own);
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.cache("dumpavail").succeeded().output().split("(?m)^Package: "))
                .hasSize(1 + 3);
        apt.get("-y", "--download-only", "install", "hello", "extra", "libfoo").succeeded();
        apt.get(
                        "-y",
                        "install",
                        "hello",
                        "-o",
                        "DPkg::Options::=--root=" + apt.path("installed"),
                        "-o",
                        "DPkg::Options::=--force-all")
                .succeeded();
        assertThat(apt.path("installed/usr/share/hello")).hasContent("hi");
        apt.get("source", "--download-only", "hello").succeeded();
        assertThat(apt.path("hello_1.0+b1~rc1-1.dsc")).exists();

        house.add(main, DebBuilder.of("later"));
        node.update(published);
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        apt.get("-y", "--download-only", "install", "later").succeeded();
    }

    @Test
    void everyCompressionAloneIsEnough() throws IOException {
        for (String only : new String[] {"gz", "xz"}) {
            AptRoot apt = AptRoot.in(Files.createDirectory(room.resolve("apt-" + only)));
            apt.source("deb [signed-by=" + room + "/k.asc] file:" + room + "/public bookworm main contrib");
            for (String lazy : new String[] {"true", "false"}) {
                apt.get(
                                "update",
                                "-o",
                                "Acquire::CompressionTypes::Order::=" + only,
                                "-o",
                                "Acquire::GzipIndexes=" + lazy)
                        .succeeded();
                assertThat(apt.cache("dumpavail").output().split("(?m)^Package: "))
                        .hasSize(1 + 3);
            }
        }
    }

    @Test
    void archAllIsVisibleToEveryArchitecture() throws IOException {
        AptRoot apt = AptRoot.in(Files.createDirectory(room.resolve("apt")));
        apt.source("deb [signed-by=" + room + "/k.asc] file:" + room + "/public bookworm main");
        apt.get("update", "-o", "APT::Architecture=arm64", "-o", "APT::Architectures=arm64")
                .succeeded();
        String seen = apt.cache("dumpavail", "-o", "APT::Architecture=arm64", "-o", "APT::Architectures=arm64")
                .output();
        assertThat(seen).contains("Package: libfoo", "Package: arm-only").doesNotContain("Package: hello");
    }

    @Test
    void signaturesAreAccepted() {
        String status = shell("gpgv --status-fd 1 --keyring ./k.gpg public/dists/bookworm/InRelease");
        assertThat(status).containsPattern("VALIDSIG " + fingerprint + " \\S+ \\S+ \\S+ 4 0 22 10 01");
        shell("gpgv --keyring ./k.gpg public/dists/bookworm/Release.gpg " + RELEASE);
        if (Command.isPresent("sqv")) {
            assertThat(shell("sqv --keyring k.gpg public/dists/bookworm/Release.gpg " + RELEASE))
                    .contains(fingerprint);
        }
        shell("gpgv -q --keyring ./k.gpg -o - public/dists/bookworm/InRelease 2>/dev/null | diff - " + RELEASE);
        assertThat(shell("head -c 34 public/dists/bookworm/InRelease")).isEqualTo("-----BEGIN PGP SIGNED MESSAGE-----");
        assertThat(shell("tail -c 28 public/dists/bookworm/InRelease"))
                .endsWith("SIGNATURE-----\n")
                .doesNotContain("\n\n");
    }

    @Test
    void releaseListsEveryIndexAsItIs() {
        assertThat(house.text("dists/bookworm/Release"))
                .startsWith("Origin: . bookworm\nLabel: . bookworm\nSuite: bookworm\nCodename: bookworm\nDate: ")
                .contains("\nAcquire-By-Hash: yes\nArchitectures: amd64 arm64\nComponents: contrib main\n")
                .containsPattern(" main/binary-amd64/Packages\n")
                .contains(" main/source/Sources\n", " main/debian-installer/binary-amd64/Packages\n")
                .contains(" contrib/binary-arm64/Packages.gz\n", " main/binary-arm64/Release\n");
        shell("d=\"$(sed -n 's/^Date: //p' " + RELEASE
                + ")\"; test $(date -ud \"$d\" +%s) -le $(date -u +%s); [[ $d == *UTC ]]");
        shell("cd public/dists/bookworm; awk '/^SHA256:/{f=1;next}/^[^ ]/{f=0}f' Release | "
                + "while read sha size path; do "
                + "test $(stat -L -c %s $path) = $size; test $(sha256sum < $path | cut -d' ' -f1) = $sha; "
                + "cmp $path $(dirname $path)/by-hash/SHA256/$sha; done");
        shell("cd " + AMD64
                + "; cmp Packages <(zcat Packages.gz); cmp Packages <(xzcat Packages.xz); gzip -t Packages.gz; "
                + "xz -t Packages.xz; test $(xz --robot -l Packages.xz | awk '$1==\"file\"{print $2}') = 1");
        assertThat(shell("xz -lvv " + AMD64 + "Packages.xz")).containsPattern("Memory needed: +[1-9] MiB");
    }

    @Test
    void indexesAreCleanAndAgreeWithTheirFiles() {
        shell("zcat " + AMD64
                + "Packages.gz > Packages; test \"$(tail -c 2 Packages | od -An -c | tr -d ' ')\" = '\\n\\n'; "
                + "test \"$(head -c 8 Packages)\" = Package:; "
                + "! grep -nP '^[ \\t]+$|\\r|\\x00' Packages; iconv -f utf-8 -t utf-8 Packages > /dev/null; "
                + "for f in Package Version Filename Size SHA256; do awk -v RS= -v f=$f "
                + "'!($0 ~ \"(^|\\n)\" f \": \"){print;e=1}END{exit e}' Packages; done");
        shell("cd public; zcat dists/bookworm/*/binary-*/Packages.gz > ../all; "
                + "awk '/^Filename:/{print $2}' ../all | sort -u | while read f; do "
                + "sha256sum < $f | cut -d' ' -f1 | xargs -I{} grep -qs {} ../all; done");
        assertThat(house.published("pool/main/libf/libfoo/libfoo_1.0_all.deb")).isRegularFile();
        assertThat(house.published("pool/main/libb/libbar/arm-only_1.0_arm64.deb"))
                .isRegularFile();
        assertThat(house.published("pool/contrib/e/extra/extra_2.0-1_amd64.deb"))
                .isRegularFile();
        assertThat(house.gunzipped("dists/bookworm/main/binary-amd64/Packages.gz")
                        .indexOf("Version: 1.0+b1~rc1-1"))
                .as("newest version first")
                .isLessThan(house.gunzipped("dists/bookworm/main/binary-amd64/Packages.gz")
                        .indexOf("Version: 0.9"));
    }

    @Test
    void dpkgAndFtparchiveIndexTheSame() {
        String columns = " | awk -v RS= '{p=v=d=s=h=\"\"; n=split($0, l, \"\\n\"); for(i=1;i<=n;i++){"
                + "if(l[i]~/^Package: /)p=l[i]; if(l[i]~/^Version: /)v=l[i]; if(l[i]~/^Depends: /)d=l[i]; "
                + "if(l[i]~/^Size: /)s=l[i]; if(l[i]~/^SHA256: /)h=l[i]} print p\"|\"v\"|\"d\"|\"s\"|\"h}' | sort";
        String ours = shell("zcat " + AMD64 + "Packages.gz" + columns);
        assertThat(ours.lines()).hasSize(3);
        assertThat(shell("cd public; dpkg-scanpackages -m -a amd64 pool/main 2>/dev/null" + columns))
                .isEqualTo(ours);
        assertThat(shell("cd public; apt-ftparchive --arch amd64 packages pool/main 2>/dev/null" + columns
                        + " | grep -v installer-part"))
                .isEqualTo(ours);
    }

    private String shell(String line) {
        return Command.shell(line, room).succeeded().output();
    }
}
