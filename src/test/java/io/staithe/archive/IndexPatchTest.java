package io.staithe.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Command;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patches between texts of an index, and what {@code patch --ed} makes of them. */
final class IndexPatchTest {
    @TempDir
    Path room;

    @ParameterizedTest
    @CsvSource({
        "abc, abc, ''",
        "'', ab, '0a|P: a|V: 1||P: b|V: 1||.|'",
        "ab, '', '1,6d|'",
        "abc, abcd, '9a|P: d|V: 1||.|'",
        "abc, ac, '4,6d|'",
        "abc, axc, '4,6c|P: x|V: 1||.|'",
        "abcd, bxd, '7,9c|P: x|V: 1||.|1,3d|'"
    })
    void aPatchIsAScriptFromTheLastLineToTheFirst(String before, String after, String script) throws IOException {
        assertThat(patch(text(before), text(after))).isEqualTo(script.replace('|', '\n'));
    }

    @Test
    void textsInDifferentOrdersAreRefused() {
        assertThatThrownBy(() -> patch(text("abc"), text("acb"))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void patchAppliesWhatItSays(long seed) throws IOException {
        Command.require("ed", "ed");
        Command.require("patch", "patch");
        Random random = new Random(seed);
        List<Integer> all = IntStream.range(0, 300).boxed().toList();
        String before = some(all, random);
        String after = some(all, random);
        Files.writeString(room.resolve("index"), before);
        Files.writeString(room.resolve("script"), patch(before, after));
        Command.shell("patch --quiet --ed index script", room).succeeded();
        assertThat(room.resolve("index")).as("seed " + seed).hasContent(after);
    }

    private static String some(List<Integer> all, Random random) {
        return all.stream()
                .filter(n -> random.nextInt(10) > 0)
                .map(n -> "Package: p" + n + "\nVersion: " + random.nextInt(3) + "\nDescription: x\n .\n y\n\n")
                .collect(Collectors.joining());
    }

    private static String text(String names) {
        return names.chars()
                .mapToObj(name -> "P: " + (char) name + "\nV: 1\n\n")
                .collect(Collectors.joining());
    }

    private static String patch(String before, String after) throws IOException {
        byte[] old = before.getBytes(StandardCharsets.UTF_8);
        byte[] now = after.getBytes(StandardCharsets.UTF_8);
        return new String(
                IndexPatch.of(() -> new ByteArrayInputStream(old), () -> new ByteArrayInputStream(now)),
                StandardCharsets.UTF_8);
    }
}
