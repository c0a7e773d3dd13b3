package io.staithe.archive.contents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.archive.contents.ContentsEntry.Change;
import io.staithe.archive.contents.ContentsHouse.Holder;
import io.staithe.archive.contents.ContentsHouse.Shards;
import io.staithe.fault.Broken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lines, locations, cuts. */
final class ContentsMergeTest {
    @Test
    void linesAreSortedByTheBytesOfThePathAndEachLocationComesOnce() {
        Shards shards = made(List.of(
                holder(1, "utils/b", "usr/bin/tool", "usr/bin/tool box/x", "é", "z"),
                holder(2, "net/a", "usr/bin/tool", "\uE000", "\uD83D\uDE00"),
                holder(3, "net/a", "usr/bin/tool"),
                holder(4, "a", "usr/bin/tool")));
        assertThat(shards.text())
                .isEqualTo("usr/bin/tool a,net/a,utils/b\nusr/bin/tool box/x utils/b\nz utils/b\né utils/b\n"
                        + "\uE000 net/a\n\uD83D\uDE00 net/a\n");
    }

    @Test
    void aSectionThatIsNoPlainWordIsLeftOut() {
        assertThat(new String(ContentsLine.location("contrib/net", "a"), UTF_8)).isEqualTo("contrib/net/a");
        assertThat(new String(ContentsLine.location("", "a"), UTF_8)).isEqualTo("a");
        assertThat(new String(ContentsLine.location("two words", "a"), UTF_8)).isEqualTo("a");
        assertThat(new String(ContentsLine.location("x,y", "a"), UTF_8)).isEqualTo("a");
    }

    @Test
    void onlyShardsThatAChangeFallsIntoAreRead() {
        List<Holder> many = IntStream.range(0, 20_000)
                .mapToObj(number -> holder(
                        number,
                        "misc/p" + number,
                        "usr/bin/p" + number,
                        "usr/share/doc/p" + number + "/changelog.gz",
                        "usr/share/doc/p" + number + "/copyright"))
                .toList();
        Shards before = made(many);
        int[] read = new int[1];
        Shards after = ContentsHouse.merged(
                before,
                SortedEntries.of(List.of(
                        entry("usr/bin/p7777a", "misc/new", Change.CAME),
                        entry("usr/share/doc/p7777/copyright", "misc/p7777", Change.WENT))),
                LineCutter.Sizes.USUAL,
                read);
        assertThat(before.texts()).hasSizeGreaterThan(30);
        assertThat(read[0]).isBetween(2, 6);
        assertThat(after.text().length())
                .isEqualTo(before.text().length()
                        + "usr/bin/p7777a misc/new\n".length()
                        - "usr/share/doc/p7777/copyright misc/p7777\n".length());
        assertThat(before.texts().subList(0, before.texts().size() - 1))
                .allMatch(text -> text.length >= LineCutter.Sizes.USUAL.least()
                        && text.length < LineCutter.Sizes.USUAL.most() + 200);
    }

    @Test
    void anUpgradeWithTheSameFilesReadsNothing() {
        Shards before = made(List.of(holder(1, "a", "x", "y")));
        int[] read = new int[1];
        List<ContentsEntry> changes = List.of(
                entry("x", "a", Change.WENT),
                entry("x", "a", Change.CAME),
                entry("y", "a", Change.STAYED),
                entry("y", "a", Change.WENT));
        Shards after = ContentsHouse.merged(before, ContentsHouse.sorted(changes, 2), LineCutter.Sizes.USUAL, read);
        assertThat(after.text()).isEqualTo("x a\ny a\n");
        assertThat(read[0]).isZero();
    }

    @Test
    void whatWasPutInByAnotherVersionIsPutInOnce() {
        Shards before = made(List.of(holder(1, "a", "x")));
        Shards after = ContentsHouse.merged(
                before, SortedEntries.of(List.of(entry("x", "a", Change.CAME))), LineCutter.Sizes.USUAL, new int[1]);
        assertThat(after.text()).isEqualTo("x a\n");
    }

    @Test
    void whatGoesWithoutHavingBeenThereIsADefectThatIsTold() {
        Shards before = made(List.of(holder(1, "a", "x")));
        for (ContentsEntry wrong : List.of(entry("x", "b", Change.WENT), entry("w", "a", Change.WENT))) {
            assertThatThrownBy(() -> ContentsHouse.merged(
                            before, SortedEntries.of(List.of(wrong)), LineCutter.Sizes.USUAL, new int[1]))
                    .isInstanceOfSatisfying(
                            Broken.class, broken -> assertThat(broken.code()).isEqualTo(ContentsFault.LINE_MISSING));
        }
    }

    @Test
    void theLastPackageLeavesNothing() {
        Shards before = made(List.of(holder(1, "a", "x", "y")));
        Shards after = ContentsHouse.merged(
                before,
                SortedEntries.of(List.of(entry("x", "a", Change.WENT), entry("y", "a", Change.WENT))),
                LineCutter.Sizes.USUAL,
                new int[1]);
        assertThat(after.texts()).isEmpty();
    }

    @Test
    void aLineLongerThanAShardStaysWhole() {
        List<Holder> many = new ArrayList<>();
        IntStream.range(0, 20_000).forEach(number -> many.add(holder(number, "misc/p" + number, "shared")));
        Shards shards = made(many);
        assertThat(shards.texts()).hasSize(1);
        assertThat(shards.text()).isEqualTo(ContentsHouse.plainly(many));
    }

    private static Shards made(List<Holder> holders) {
        return ContentsHouse.merged(
                Shards.NONE,
                ContentsHouse.sorted(ContentsHouse.changes(List.of(), holders), 3),
                LineCutter.Sizes.USUAL,
                new int[1]);
    }

    private static Holder holder(int id, String location, String... paths) {
        return new Holder(id, location, new TreeSet<>(Arrays.asList(paths)));
    }

    private static ContentsEntry entry(String path, String location, Change change) {
        return ContentsEntry.of(path.getBytes(UTF_8), location.getBytes(UTF_8), change);
    }
}
