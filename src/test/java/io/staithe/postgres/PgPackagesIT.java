package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.search.Found;
import io.staithe.catalog.search.Standing;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKind;
import io.staithe.deb.query.PackageQuery;
import io.staithe.deb.query.Subject;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** In the database a query finds what it says in memory: random queries over random packages. */
final class PgPackagesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PACKAGES = 150;
    private static final int QUERIES = Integer.getInteger("staithe.trial.queries", 200);
    private static final List<String> NAMES = List.of("aa", "ab", "abc", "lib-a", "liba1", "libb", "bb", "zeta");
    private static final List<String> VERSIONS =
            List.of("0", "1.0~rc1", "1.0", "1.0-1", "1:0.1", "1.10", "2.0+b1", "2");
    private static final List<String> ARCHITECTURES = List.of("amd64", "i386", "all", "source");
    private static final List<String> OPERATORS = List.of("=", "<<", "<=", ">=", ">>");
    private static final List<String> PATTERNS = List.of("a*", "*b*", "lib?*", "[a-c]*", "lib-a", "??", "l\\ib*");
    private static final List<String> EXPRESSIONS = List.of("^a", "b$", "lib", "^lib.*[0-9]$", "^(aa|bb)$", "1\\.0");
    private static final List<String> FIELDS = List.of(
            "Name",
            "$Source",
            "Source",
            "Section",
            "Architecture",
            "$PackageType",
            "$SourceVersion",
            "Provides",
            "Depends");

    private static final List<String> SECTIONS = List.of(
            "Section: aa",
            "Section: abc",
            "Section: bb",
            "section:aa",
            "Section:\n aa",
            "Section: aa\n bb",
            "Section: 0:aa0-0",
            "Section: aa1",
            "Section: aab");

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = DatabaseClient.create(testDatabase.connections());
    private final PgPackages packages = new PgPackages(database, 10, TIMEOUT);
    private final PackageRows rows = new PackageRows(database);
    private final Map<PackageKey, Subject> known = new LinkedHashMap<>();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @AfterEach
    void stop() {
        testDatabase.connections().dispose();
    }

    @Test
    void theDatabaseFindsWhatMemoryJudges() {
        RepositoryId repository = rows.repository("main");
        while (known.size() < PACKAGES) {
            put(repository);
        }
        for (int number = 0; number < QUERIES; number++) {
            String text = query(3);
            PackageQuery query = PackageQuery.parse(text);
            List<PackageKey> expected = new ArrayList<>();
            known.forEach((key, subject) -> {
                if (query.test(subject)) {
                    expected.add(key);
                }
            });
            String as = text + " of seed " + seed;
            for (Standing where : List.of(new Standing(repository, 1), Standing.CATALOGUE)) {
                List<PackageKey> found = found(where, query);
                assertThat(found).as(as).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(keys(where, query)).as(as).isEqualTo(found);
            }
        }
    }

    private List<PackageKey> keys(Standing where, PackageQuery query) {
        return packages.keys(where, query)
                .flatMapIterable(text -> text.lines().toList())
                .map(PackageKey::parse)
                .collectList()
                .blockOptional(TIMEOUT)
                .orElseThrow();
    }

    private List<PackageKey> found(Standing where, PackageQuery query) {
        return packages.find(where, query)
                .map(Found::key)
                .collectList()
                .blockOptional(TIMEOUT)
                .orElseThrow();
    }

    private void put(RepositoryId repository) {
        String name = one(NAMES);
        String version = one(VERSIONS);
        String architecture = one(ARCHITECTURES);
        boolean isTaken = known.keySet().stream()
                .anyMatch(key -> key.name().value().equals(name)
                        && key.version().value().equals(version)
                        && key.architecture().value().equals(architecture));
        if (!isTaken) {
            String stanza = stanza(architecture);
            PackageKey key = rows.put(repository, name, version, architecture, stanza);
            PackageKind kind = architecture.equals("source") ? PackageKind.SOURCE : PackageKind.DEB;
            known.put(key, new Subject(kind, name, version, architecture, stanza));
        }
    }

    private String stanza(String architecture) {
        StringBuilder stanza = new StringBuilder();
        if (architecture.equals("source")) {
            stanza.append("Architecture: any\n");
        }
        if (random.nextBoolean()) {
            stanza.append(one(SECTIONS)).append('\n');
        }
        if (random.nextInt(3) == 0) {
            stanza.append(one(List.of("Provides: ", "provides: ")))
                    .append(one(NAMES))
                    .append(" (= ")
                    .append(one(VERSIONS))
                    .append("), ");
            stanza.append(one(NAMES)).append('\n');
        }
        if (random.nextInt(3) == 0) {
            stanza.append("Depends: ")
                    .append(one(NAMES))
                    .append(" | ")
                    .append(one(NAMES))
                    .append('\n');
        }
        return stanza.toString();
    }

    private String query(int depth) {
        return switch (depth == 0 ? 9 : random.nextInt(10)) {
            case 0, 1 -> "(" + query(depth - 1) + "), (" + query(depth - 1) + ")";
            case 2, 3 -> "(" + query(depth - 1) + ") | (" + query(depth - 1) + ")";
            case 4 -> "!(" + query(depth - 1) + ")";
            default -> term();
        };
    }

    private String term() {
        return switch (random.nextInt(8)) {
            case 0 -> one(NAMES);
            case 1 -> one(NAMES) + " (" + one(OPERATORS) + " " + one(VERSIONS) + ")";
            case 2 -> one(NAMES) + " {" + one(ARCHITECTURES) + "}";
            case 3 -> one(NAMES) + "_" + one(VERSIONS) + "_" + one(ARCHITECTURES);
            case 4 -> one(List.of("$Version", "Version")) + " (" + one(OPERATORS) + " " + one(VERSIONS) + ")";
            case 5 -> "$Architecture (" + one(ARCHITECTURES) + ")";
            case 6 -> one(FIELDS) + " (= " + one(NAMES) + ")";
            default ->
                one(FIELDS) + one(List.of("", " (% '" + one(PATTERNS) + "')", " (~ '" + one(EXPRESSIONS) + "')"));
        };
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
