package io.staithe.archive.contents;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.archive.contents.ContentsHouse.Holder;
import io.staithe.archive.contents.ContentsHouse.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happened to a set of packages, merged shards are those made from nothing. */
final class ContentsProperties {
    private static final int EDITS = 60;
    private static final String[] DIRECTORIES = {"bin/", "etc/", "usr/bin/", "usr/share/doc/", "usr/share/ü/", "z/"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_123, 7_777_777, 987_654_321})
    void aMergedTextIsTheTextMadeFromNothing(long seed) {
        Random random = new Random(seed);
        List<Holder> holders = new ArrayList<>();
        Shards shards = Shards.NONE;
        for (int edit = 0; edit < EDITS; edit++) {
            List<Holder> before = List.copyOf(holders);
            edit(holders, random, edit);
            shards = ContentsHouse.merged(
                    shards,
                    ContentsHouse.sorted(ContentsHouse.changes(before, holders), 1 + random.nextInt(4)),
                    ContentsHouse.SMALL,
                    new int[1]);
            Shards fromNothing = ContentsHouse.merged(
                    Shards.NONE,
                    ContentsHouse.sorted(ContentsHouse.changes(List.of(), holders), 1 + random.nextInt(4)),
                    ContentsHouse.SMALL,
                    new int[1]);
            assertThat(shards.text()).as("seed %d, edit %d", seed, edit).isEqualTo(ContentsHouse.plainly(holders));
            assertThat(shards.strings()).as("seed %d, edit %d", seed, edit).isEqualTo(fromNothing.strings());
            assertThat(shards.lastPaths()).hasSameSizeAs(fromNothing.lastPaths());
        }
    }

    /** Takes some away, adds some; now and then nearly all or nothing. */
    private static void edit(List<Holder> holders, Random random, int edit) {
        int going = random.nextInt(12) == 0 ? holders.size() : random.nextInt(4);
        for (int gone = 0; gone < going && !holders.isEmpty(); gone++) {
            holders.remove(random.nextInt(holders.size()));
        }
        int coming = random.nextInt(10) == 0 ? 40 : random.nextInt(4);
        for (int come = 0; come < coming; come++) {
            holders.add(holder(edit * 100 + come, random));
        }
    }

    private static Holder holder(int id, Random random) {
        String name = "p" + random.nextInt(12);
        String section = random.nextInt(5) == 0 ? "" : random.nextBoolean() ? "net/" : "contrib/net/";
        TreeSet<String> paths = new TreeSet<>();
        int files = random.nextInt(12);
        for (int file = 0; file < files; file++) {
            String directory = DIRECTORIES[random.nextInt(DIRECTORIES.length)];
            paths.add(directory + (random.nextInt(4) == 0 ? "a shared one " : name + "/") + random.nextInt(40));
        }
        return new Holder(id, section + name, paths);
    }
}
