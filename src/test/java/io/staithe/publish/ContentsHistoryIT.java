package io.staithe.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.Repository;
import io.staithe.observe.Meters;
import io.staithe.publish.files.Readers;
import io.staithe.testkit.DebBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents that follow a repository change by change are those that are made from nothing. */
final class ContentsHistoryIT {
    private static final long SEED = 20_261_123;
    private static final int CHANGES = 12;

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
    void whateverTheHistoryTheBytesAreTheSame() throws IOException {
        Random random = new Random(SEED);
        List<Held> held = new ArrayList<>();
        Publication published = null;
        for (int change = 0; change < CHANGES; change++) {
            change(held, random, change);
            published = published == null ? publish("followed") : node.update(published);
            assertThat(text("followed")).as("seed %d, change %d", SEED, change).isEqualTo(plainly(held));
        }
        house.update("UPDATE index_list SET line = 'forgotten ' || id WHERE line LIKE '%CONTENTS%'");
        publish("from-nothing");
        for (String form : List.of(".gz", ".xz")) {
            assertThat(file("from-nothing", form)).hasSameBinaryContentAs(file("followed", form));
        }
        assertThat(node.meters.find(Meters.CONTENTS_MENDED.id()).counter()).isNull();
    }

    @Test
    void aPublicationBehindAnotherGoesOnFromItsShards() throws IOException {
        house.add(main, DebBuilder.of("first").file("usr/bin/first", ""));
        publish("one");
        Publication other = publish("two");
        assertThat(house.count("SELECT count(*) FROM index_list WHERE line LIKE '_ CONTENTS amd64'"))
                .isOne();
        house.add(main, DebBuilder.of("second").file("usr/bin/second", ""));
        node.update(other);
        assertThat(text("two")).isEqualTo("FILE LOCATION\nusr/bin/first first\nusr/bin/second second\n");
        assertThat(text("one")).isEqualTo("FILE LOCATION\nusr/bin/first first\n");
    }

    @Test
    void aListThatIsWrongGivesWayToOneFromNothing() throws IOException {
        house.add(main, DebBuilder.of("kept").file("usr/bin/kept", ""));
        Publication published = publish("followed");
        house.add(main, DebBuilder.of("unseen").file("usr/bin/unseen", ""));
        house.update("UPDATE index_list SET first_revision = 2, last_revision = 2 WHERE line LIKE '%CONTENTS%'");
        house.remove(main, "unseen");
        node.update(published);
        assertThat(text("followed")).isEqualTo("FILE LOCATION\nusr/bin/kept kept\n");
        assertThat(node.meters.get(Meters.CONTENTS_MENDED.id()).counter().count())
                .isOne();
    }

    private void change(List<Held> held, Random random, int change) {
        List<DebBuilder> added = new ArrayList<>();
        for (int come = random.nextInt(5); come >= 0; come--) {
            Held one = new Held("p" + random.nextInt(6), change + "." + come, paths(random));
            held.add(one);
            added.add(one.deb());
        }
        house.add(main, added.toArray(DebBuilder[]::new));
        for (int go = random.nextInt(3); go > 0 && !held.isEmpty(); go--) {
            Held gone = held.remove(random.nextInt(held.size()));
            house.remove(main, gone.name(), gone.version());
        }
    }

    private static SortedSet<String> paths(Random random) {
        SortedSet<String> paths = new TreeSet<>();
        for (int file = random.nextInt(400); file > 0; file--) {
            paths.add("usr/share/" + "abcdefgh".charAt(random.nextInt(8)) + "/a fairly long name of a file "
                    + random.nextInt(5_000));
        }
        return paths;
    }

    private static String plainly(List<Held> held) {
        SortedMap<String, SortedSet<String>> lines = new TreeMap<>();
        for (Held one : held) {
            one.paths()
                    .forEach(path ->
                            lines.computeIfAbsent(path, key -> new TreeSet<>()).add("misc/" + one.name()));
        }
        StringBuilder text = new StringBuilder("FILE LOCATION\n");
        lines.forEach((path, locations) -> text.append(path)
                .append(' ')
                .append(String.join(",", locations))
                .append('\n'));
        return text.toString();
    }

    private Publication publish(String distribution) {
        return node.create(PublishingHouse.wanted(distribution, Map.of("main", "main-repo"), null));
    }

    private Path file(String distribution, String form) {
        return house.published("dists/" + distribution + "/main/Contents-amd64" + form);
    }

    private String text(String distribution) throws IOException {
        try (var text = new GZIPInputStream(Files.newInputStream(file(distribution, ".gz")))) {
            return new String(text.readAllBytes(), UTF_8);
        }
    }

    private record Held(String name, String version, SortedSet<String> paths) {
        DebBuilder deb() {
            DebBuilder deb = DebBuilder.of(name).version(version).field("Section", "misc");
            paths.forEach(path -> deb.file(path, ""));
            return deb;
        }
    }
}
