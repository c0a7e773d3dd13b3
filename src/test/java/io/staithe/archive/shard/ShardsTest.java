package io.staithe.archive.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.SingleXZInputStream;

final class ShardsTest {
    private static final int READER_KIBIBYTES = 4 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 40})
    void blocksThatWereMadeApartAreOneStream(int count, @TempDir Path directory) throws IOException {
        List<Pressed> parts = parts(count);
        byte[] stream = stream(parts);
        assertThat(new SingleXZInputStream(new ByteArrayInputStream(stream), READER_KIBIBYTES).readAllBytes())
                .isEqualTo(text(parts));
        Command.require("xz", "xz-utils");
        Path file = Files.write(directory.resolve("Packages.xz"), stream);
        Command.run(List.of("xz", "-t", file.toString())).succeeded();
        String robot = Command.run(List.of("xz", "--robot", "-l", file.toString()))
                .succeeded()
                .output();
        assertThat(robot).contains("file\t1\t" + count + "\t" + stream.length + "\t" + text(parts).length);
        assertThat(Command.run(List.of("xz", "-dc", file.toString()))
                        .succeeded()
                        .output())
                .isEqualTo(new String(text(parts), StandardCharsets.UTF_8));
    }

    @Test
    void membersAreOneGzipFile(@TempDir Path directory) throws IOException {
        List<Pressed> parts = parts(9);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (Pressed part : parts) {
            file.write(part.gzip());
        }
        assertThat(new GZIPInputStream(new ByteArrayInputStream(file.toByteArray())).readAllBytes())
                .isEqualTo(text(parts));
        Command.require("gzip", "gzip");
        Path written = Files.write(directory.resolve("Packages.gz"), file.toByteArray());
        Command.run(List.of("gzip", "-t", written.toString())).succeeded();
    }

    @Test
    void theSameTextIsPressedToTheSameBytes() {
        byte[] text = parts(1).get(0).text();
        Pressed first = Pressed.of(text);
        Pressed second = Pressed.of(text.clone());
        assertThat(second.shard()).isEqualTo(first.shard());
        assertThat(second.gzip()).isEqualTo(first.gzip());
        assertThat(second.xz()).isEqualTo(first.xz()).hasSize(first.shard().xzBytes());
    }

    @Test
    void shardsAreBetweenTheLeastAndTheMostSize() {
        List<Integer> sizes = sizes(entries(new Random(7), 6_000));
        assertThat(sizes.subList(0, sizes.size() - 1))
                .allMatch(size -> size >= Boundaries.MIN_BYTES && size <= Boundaries.MAX_BYTES + 1_000);
        assertThat(sizes.stream().mapToInt(size -> size).average().orElseThrow())
                .isBetween(128.0 * 1024, 200.0 * 1024);
    }

    @Test
    void aChangeMovesOnlyTheBoundariesNearIt() {
        Random random = new Random(11);
        TreeMap<String, Integer> entries = entries(random, 20_000);
        TreeSet<String> before = boundaries(entries);
        int moved = 0;
        for (int round = 0; round < 50; round++) {
            TreeMap<String, Integer> changed = new TreeMap<>(entries);
            changed.put("package-" + random.nextInt(1_000_000), 700);
            TreeSet<String> after = boundaries(changed);
            TreeSet<String> differing = new TreeSet<>(after);
            differing.removeAll(before);
            moved += differing.size();
        }
        assertThat(moved).as("boundaries that 50 additions moved").isLessThan(50);
    }

    @Test
    void cuttingAgainFromAnyBoundaryGivesTheSame() {
        TreeMap<String, Integer> entries = entries(new Random(3), 4_000);
        TreeSet<String> all = boundaries(entries);
        for (String boundary : all) {
            assertThat(boundaries(new TreeMap<>(entries.tailMap(boundary, true))))
                    .containsExactlyElementsOf(all.tailSet(boundary, false));
        }
    }

    private static TreeMap<String, Integer> entries(Random random, int count) {
        TreeMap<String, Integer> entries = new TreeMap<>();
        while (entries.size() < count) {
            entries.put("package-" + random.nextInt(1_000_000), 500 + random.nextInt(500));
        }
        return entries;
    }

    private static TreeSet<String> boundaries(TreeMap<String, Integer> entries) {
        TreeSet<String> boundaries = new TreeSet<>();
        int pending = 0;
        for (var entry : entries.entrySet()) {
            if (Boundaries.isBefore(entry.getKey(), entry.getValue(), pending)) {
                boundaries.add(entry.getKey());
                pending = 0;
            }
            pending += entry.getValue();
        }
        return boundaries;
    }

    private static List<Integer> sizes(TreeMap<String, Integer> entries) {
        TreeSet<String> boundaries = boundaries(entries);
        List<Integer> sizes = new ArrayList<>();
        int pending = 0;
        for (var entry : entries.entrySet()) {
            if (boundaries.contains(entry.getKey())) {
                sizes.add(pending);
                pending = 0;
            }
            pending += entry.getValue();
        }
        sizes.add(pending);
        return sizes;
    }

    private static List<Pressed> parts(int count) {
        Random random = new Random(count);
        List<Pressed> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            StringBuilder text = new StringBuilder();
            int lines = 1 + random.nextInt(3_000);
            for (int line = 0; line < lines; line++) {
                text.append("Package: p").append(part).append('-').append(line).append("\nVersion: ");
                text.append(random.nextInt(100)).append("\n\n");
            }
            parts.add(Pressed.of(text.toString().getBytes(StandardCharsets.UTF_8)));
        }
        return parts;
    }

    private static byte[] stream(List<Pressed> parts) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(XzStream.header());
        for (Pressed part : parts) {
            stream.write(part.xz());
        }
        stream.write(XzStream.tail(parts.stream().map(Pressed::shard).toList()));
        return stream.toByteArray();
    }

    private static byte[] text(List<Pressed> parts) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        parts.forEach(part -> text.writeBytes(part.text()));
        return text.toByteArray();
    }
}
