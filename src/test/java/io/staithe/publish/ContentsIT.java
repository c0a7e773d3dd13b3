package io.staithe.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.Repository;
import io.staithe.deb.PackageKind;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.files.Readers;
import io.staithe.testkit.AptRoot;
import io.staithe.testkit.Command;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.DscBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents indexes of one distribution: what they say, when they are there, what apt-file finds by them. */
final class ContentsIT {
    private static final String MAIN = "dists/bookworm/main/";
    private static final Change SKIP =
            new Change(null, null, null, null, null, null, true, null, null, null, null, false);
    private static final Change DO_NOT_SKIP =
            new Change(null, null, null, null, null, null, false, null, null, null, null, false);

    @TempDir
    Path room;

    private PublishingHouse house;
    private PublishingNode node;
    private Repository main;

    @BeforeEach
    void open() {
        house = new PublishingHouse(room, Readers.ANYBODY);
        node = house.node();
        main = house.repository("main-repo");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void eachArchitectureHasItsOwnAndWhatIsForAll() throws IOException {
        house.add(
                main,
                DebBuilder.of("tool").field("Section", "utils").file("usr/bin/tool", "1"),
                DebBuilder.of("tool").version("2.0").field("Section", "utils").file("usr/bin/tool", "2"),
                DebBuilder.of("other").field("Section", "contrib/net").file("usr/bin/tool", "3"),
                DebBuilder.of("data")
                        .architecture("all")
                        .file("usr/share/a name with blanks", "x")
                        .file("usr/share/é", "x"),
                DebBuilder.of("arm-only").architecture("arm64").file("usr/lib/arm", "x"),
                DebBuilder.of("part").kind(PackageKind.UDEB).file("bin/part", "x"),
                DebBuilder.of("empty"));
        house.add(main, DscBuilder.of("tool").version("2.0"));
        node.create(PublishingHouse.wanted("bookworm", Map.of("main", "main-repo"), null));

        assertThat(contents("amd64"))
                .isEqualTo("FILE LOCATION\nusr/bin/tool contrib/net/other,utils/tool\n"
                        + "usr/share/a name with blanks data\nusr/share/é data\n");
        assertThat(contents("arm64"))
                .isEqualTo("FILE LOCATION\nusr/lib/arm arm-only\nusr/share/a name with blanks data\n"
                        + "usr/share/é data\n");
        assertThat(contents("udeb-amd64")).isEqualTo("FILE LOCATION\nbin/part part\n");
        assertThat(house.published(MAIN + "Contents-udeb-arm64.gz")).doesNotExist();
        assertThat(house.published(MAIN + "Contents-source.gz")).doesNotExist();
        assertThat(house.text("dists/bookworm/Release"))
                .contains(" main/Contents-amd64\n", " main/Contents-amd64.gz\n", " main/Contents-udeb-amd64.gz\n")
                .doesNotContain("Contents-udeb-arm64", "Contents-source");
        sumsAreRight();
    }

    @Test
    void contentsFollowAdditionsAndRemovals() throws IOException {
        house.add(
                main,
                DebBuilder.of("tool").file("usr/bin/tool", "1").file("usr/bin/old", "1"),
                DebBuilder.of("gone").file("usr/bin/gone", "1"));
        Publication published = node.create(PublishingHouse.wanted("bookworm", Map.of("main", "main-repo"), null));
        house.add(
                main,
                DebBuilder.of("tool").version("2.0").file("usr/bin/tool", "2").file("usr/bin/new", "2"));
        node.update(published);
        assertThat(contents("amd64"))
                .isEqualTo("FILE LOCATION\nusr/bin/gone gone\nusr/bin/new tool\nusr/bin/old tool\nusr/bin/tool tool\n");

        house.remove(main, "tool", "1.0");
        house.remove(main, "gone");
        node.update(published);
        assertThat(contents("amd64")).isEqualTo("FILE LOCATION\nusr/bin/new tool\nusr/bin/tool tool\n");
        sumsAreRight();

        house.remove(main, "tool");
        node.update(published);
        assertThat(house.published(MAIN + "Contents-amd64.gz")).doesNotExist();
    }

    @Test
    void aPublicationMaySkipThem() throws IOException {
        house.add(main, DebBuilder.of("tool").file("usr/bin/tool", "1"));
        Publication published = node.create(PublishingHouse.wanted("bookworm", Map.of("main", "main-repo"), null));
        node.update(published, SKIP);
        assertThat(house.text("dists/bookworm/Release")).doesNotContain("Contents");
        assertThat(house.published(MAIN + "Contents-amd64.gz")).doesNotExist();
        house.add(main, DebBuilder.of("more").file("usr/bin/more", "1"));
        node.update(published, DO_NOT_SKIP);
        assertThat(contents("amd64")).isEqualTo("FILE LOCATION\nusr/bin/more more\nusr/bin/tool tool\n");
    }

    @Test
    void aptFileFindsPackagesByTheirFiles() throws IOException {
        Command.require("apt-file", "apt-file");
        house.add(
                main,
                DebBuilder.of("hello").field("Section", "utils").file("usr/bin/hello", "hi"),
                DebBuilder.of("data").architecture("all").file("usr/share/a name/with blanks", "x"));
        Publication published = node.create(PublishingHouse.wanted("bookworm", Map.of("main", "main-repo"), null));
        String key = house.keyring.armored(house.keyring.signing().get(0)).orElseThrow();
        Files.writeString(room.resolve("k.asc"), key);
        AptRoot apt = AptRoot.in(Files.createDirectory(room.resolve("apt")))
                .source("deb [signed-by=" + room + "/k.asc] file:" + room + "/public bookworm main");
        apt.write(
                "etc/apt/apt.conf.d/50apt-file.conf", Files.readString(Path.of("/etc/apt/apt.conf.d/50apt-file.conf")));
        for (String only : List.of("gz", "xz")) {
            Command.shell("rm -rf apt/var/lib/apt/lists/*", room).succeeded();
            apt.get("update", "-o", "Acquire::CompressionTypes::Order::=" + only)
                    .succeeded();
            assertThat(aptFile(apt, "search", "/usr/bin/hello")).isEqualTo("hello: /usr/bin/hello\n");
            assertThat(aptFile(apt, "search", "with blanks")).isEqualTo("data: /usr/share/a name/with blanks\n");
            assertThat(aptFile(apt, "list", "hello")).isEqualTo("hello: /usr/bin/hello\n");
        }
        house.add(main, DebBuilder.of("later").file("usr/bin/hello-again", "hi"));
        node.update(published);
        apt.get("update").succeeded();
        assertThat(aptFile(apt, "search", "bin/hello"))
                .isEqualTo("hello: /usr/bin/hello\nlater: /usr/bin/hello-again\n");
    }

    private static String aptFile(AptRoot apt, String... words) {
        return apt.run("apt-file", words).succeeded().output();
    }

    private void sumsAreRight() {
        Command.shell(
                        "cd public/dists/bookworm; awk '/^SHA256:/{f=1;next}/^[^ ]/{f=0}f' Release | grep Contents | "
                                + "while read sha size path; do "
                                + "case $path in *.gz|*.xz) of=$path; cat=cat; cmp $path $(dirname $path)/by-hash/SHA256/$sha;; "
                                + "*) of=$path.gz; cat=zcat;; esac; "
                                + "test $($cat $of | wc -c) = $size; "
                                + "test $($cat $of | sha256sum | cut -d' ' -f1) = $sha; done; "
                                + "for f in main/Contents-*.xz; do cmp <(xzcat $f) <(zcat ${f%.xz}.gz); done",
                        room)
                .succeeded();
    }

    private String contents(String name) throws IOException {
        try (var text = new GZIPInputStream(Files.newInputStream(house.published(MAIN + "Contents-" + name + ".gz")))) {
            return new String(text.readAllBytes(), UTF_8);
        }
    }
}
