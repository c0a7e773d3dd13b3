package io.staithe.publish.contents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.archive.IndexKind;
import io.staithe.archive.contents.ContentsEntry;
import io.staithe.archive.contents.ContentsEntry.Change;
import io.staithe.archive.contents.EntrySource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sorting in memory and by way of the disk tell the same. */
final class SortingTest {
    private static final ContentsKey AMD64 = new ContentsKey(IndexKind.CONTENTS, "amd64");
    private static final ContentsKey ALL = new ContentsKey(IndexKind.CONTENTS, "all");
    private static final int ROOMY = 64 << 20;
    private static final int TIGHT = 4 << 10;

    @TempDir
    Path room;

    @Test
    void whatHasNoRoomIsSortedByWayOfTheDisk() throws IOException {
        List<PathList> lists = lists(new Random(5), 80);
        List<String> expected;
        try (Sorting sorting = new Sorting(room, ROOMY)) {
            expected = told(sorting, lists);
        }
        assertThat(room).isEmptyDirectory();
        try (Sorting sorting = new Sorting(room.resolve("made"), TIGHT)) {
            assertThat(told(sorting, lists)).isEqualTo(expected).hasSizeGreaterThan(500);
            assertThat(told(sorting, List.of())).as("told again").isEqualTo(expected);
            assertThat(room.resolve("made")).as("files have no names").isEmptyDirectory();
        }
    }

    @Test
    void eachIndexHasItsOwn() throws IOException {
        try (Sorting sorting = new Sorting(room, TIGHT)) {
            sorting.add(List.of(
                    new PathList(Change.CAME, AMD64, "net", "a", compressed("usr/bin/a")),
                    new PathList(Change.WENT, ALL, "", "b", compressed("usr/share/b"))));
            sorting.finish();
            assertThat(told(sorting.entries(List.of(AMD64)))).containsExactly("usr/bin/a net/a CAME");
            assertThat(told(sorting.entries(List.of(ALL)))).containsExactly("usr/share/b b WENT");
            assertThat(told(sorting.entries(List.of(AMD64, ALL)))).hasSize(2);
            assertThat(told(sorting.entries(List.of(new ContentsKey(IndexKind.INSTALLER_CONTENTS, "all")))))
                    .isEmpty();
        }
    }

    @Test
    void nothingIsAddedAfterItWasGivenUp() throws IOException {
        Sorting sorting = new Sorting(room, TIGHT);
        sorting.add(lists(new Random(1), 30));
        sorting.close();
        assertThatThrownBy(() -> sorting.add(lists(new Random(1), 1))).isInstanceOf(IOException.class);
    }

    @Test
    void linesAreReadWhereverTheBufferEnds() throws IOException {
        String line = IntStream.range(0, 3_000).mapToObj(Integer::toString).collect(Collectors.joining("/"));
        PathLines lines = new PathLines(Files.newInputStream(
                Files.writeString(room.resolve("lines"), "a\n\n" + line + "\n" + line + "\nlast without a feed")));
        List<String> read = new ArrayList<>();
        for (byte[] next = lines.next(); next.length > 0; next = lines.next()) {
            read.add(new String(next, UTF_8));
        }
        assertThat(read).containsExactly("a", line, line, "last without a feed");
        assertThat(lines.next()).isEmpty();
    }

    private static List<PathList> lists(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new PathList(
                        Change.values()[random.nextInt(3)],
                        random.nextInt(3) == 0 ? ALL : AMD64,
                        "net",
                        "p" + number % 7,
                        compressed(random.ints(random.nextInt(20), 0, 50)
                                .mapToObj(file -> "usr/share/ü " + file)
                                .distinct()
                                .toArray(String[]::new))))
                .toList();
    }

    private static List<String> told(Sorting sorting, List<PathList> lists) throws IOException {
        sorting.add(lists);
        sorting.finish();
        return told(sorting.entries(List.of(AMD64, ALL)));
    }

    private static List<String> told(EntrySource source) throws IOException {
        List<String> told = new ArrayList<>();
        while (source.next()) {
            ContentsEntry entry = source.entry();
            told.add(new String(entry.key(), UTF_8).replace('\0', ' ') + " " + entry.change());
        }
        List<String> keys = told.stream()
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
        assertThat(keys).isSorted();
        return told.stream().sorted().toList();
    }

    private static byte[] compressed(String... paths) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream text = new GZIPOutputStream(bytes)) {
            for (String path : paths) {
                text.write((path + "\n").getBytes(UTF_8));
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }
}
