package io.staithe.publish.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.archive.IndexKind;
import io.staithe.archive.IndexName;
import io.staithe.archive.shard.Cutter.Cut;
import io.staithe.archive.shard.Pressed;
import io.staithe.archive.shard.Shard;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.range.Position;
import io.staithe.deb.Architecture;
import io.staithe.deb.DebVersion;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKind;
import io.staithe.deb.PackageName;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import io.staithe.publish.files.KeptShard;
import io.staithe.publish.index.IndexList.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecutTest {
    private static final IndexLine LINE =
            new IndexLine(new IndexName("main", IndexKind.BINARY, new Architecture("amd64")), "pool/main");
    private static final int MEMBERS = 1_200;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void changesGiveTheShardsThatCuttingFromTheBeginningGives(long seed) {
        Random random = new Random(seed);
        TreeMap<Position, CataloguedPackage> members = new TreeMap<>();
        List<Part> parts = whole(members);
        for (int round = 0; round < 12; round++) {
            Set<Position> moved = change(random, members, parts, round == 0 ? MEMBERS : 1 + random.nextInt(6));
            parts = recut(parts, moved, members);
            assertThat(parts).as("seed %d, round %d", seed, round).isEqualTo(whole(members));
        }
    }

    @Test
    void whatIsEmptiedHasNoShards() {
        TreeMap<Position, CataloguedPackage> members = new TreeMap<>();
        change(new Random(9), members, List.of(), MEMBERS);
        List<Part> parts = whole(members);
        Set<Position> all = new TreeSet<>(members.keySet());
        members.clear();
        assertThat(parts).hasSizeGreaterThan(2);
        assertThat(recut(parts, all, members)).isEmpty();
    }

    /** Adds, removes and replaces members, the first ones of shards among them. */
    private static Set<Position> change(
            Random random, TreeMap<Position, CataloguedPackage> members, List<Part> parts, int count) {
        Set<Position> moved = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            if (!parts.isEmpty() && random.nextBoolean()) {
                Position gone = random.nextBoolean()
                        ? parts.get(random.nextInt(parts.size())).first()
                        : members.ceilingKey(members.firstKey());
                if (members.remove(gone) != null) {
                    moved.add(gone);
                }
            } else {
                CataloguedPackage member = member(random);
                Position position = Position.of(member.key());
                members.put(position, member);
                moved.add(position);
            }
        }
        return moved;
    }

    private static List<Part> recut(List<Part> old, Set<Position> moved, TreeMap<Position, CataloguedPackage> members) {
        Recut recut = new Recut(LINE, old, moved);
        List<Part> parts = new ArrayList<>(recut.untouched());
        for (Optional<Integer> touched = recut.nextTouched(); touched.isPresent(); touched = recut.nextTouched()) {
            for (CataloguedPackage member :
                    members.tailMap(Recut.begin(old, touched.get()), true).values()) {
                recut.add(member).map(RecutTest::part).ifPresent(parts::add);
                if (recut.isMet()) {
                    break;
                }
            }
            recut.end().map(RecutTest::part).ifPresent(parts::add);
            parts.addAll(recut.untouched());
        }
        return parts;
    }

    private static List<Part> whole(TreeMap<Position, CataloguedPackage> members) {
        Recut.Whole whole = new Recut.Whole(LINE);
        List<Part> parts = new ArrayList<>();
        whole.add(List.copyOf(members.values())).forEach(cut -> parts.add(part(cut)));
        whole.end().map(RecutTest::part).ifPresent(parts::add);
        return parts;
    }

    private static Part part(Cut<Position> cut) {
        String digest = Pressed.digest(cut.text());
        return Part.from(cut.first(), new KeptShard(1, new Shard(digest, cut.text().length, 1, 1), digest));
    }

    private static CataloguedPackage member(Random random) {
        PackageName name = new PackageName("package-" + random.nextInt(2_000));
        DebVersion version = new DebVersion("1." + random.nextInt(3));
        return new CataloguedPackage(
                1,
                PackageKind.DEB,
                new PackageKey(new Architecture("amd64"), name, version, "00000000"),
                name,
                "Package: " + name + "\nVersion: " + version + "\nDescription: " + "x".repeat(400 + random.nextInt(500))
                        + "\n",
                name + ".deb",
                new Blob(1, new Digests(3, "m", "1", "2", "5"), new Location("somewhere")),
                List.of());
    }
}
