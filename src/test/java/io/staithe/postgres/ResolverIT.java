package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.catalog.search.Following;
import io.staithe.catalog.search.Resolution;
import io.staithe.catalog.search.Resolver;
import io.staithe.catalog.search.Resolver.Question;
import io.staithe.catalog.search.Standing;
import io.staithe.deb.query.PackageQuery;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.r2dbc.core.DatabaseClient;

/** Which packages are brought along by what others need, looked up in a real database. */
final class ResolverIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final TestDatabase TEST_DATABASE = TestDatabase.fresh();
    private static final DatabaseClient DATABASE = DatabaseClient.create(TEST_DATABASE.connections());
    private static final PackageRows ROWS = new PackageRows(DATABASE);

    private final PgPackages packages = new PgPackages(DATABASE, 3, TIMEOUT);
    private final Standing source = set("source");

    @AfterAll
    static void stop() {
        TEST_DATABASE.connections().dispose();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 500})
    void aChainOfNeedsIsFollowedToItsEnd(int batch) {
        has("app", "1", "Depends: lib-a, lib-b (>= 2)");
        has("lib-a", "1", "Pre-Depends: base");
        has("lib-b", "1", "");
        has("lib-b", "2", "Depends: app");
        has("base", "1", "Depends: lib-a");
        has("other", "1", "");

        Resolution resolution = resolve("app", Following.STRICT, List.of(), batch);

        assertThat(shown(resolution)).containsExactlyInAnyOrder("app_1", "lib-a_1", "lib-b_2", "base_1");
        assertThat(resolution.unsatisfied()).isEmpty();
    }

    @Test
    void theFirstAlternativeThatSomebodySatisfiesIsTakenInItsNewestVersion() {
        has("app", "1", "Depends: missing | second | third");
        has("second", "1", "");
        has("second", "2", "");
        has("third", "1", "");

        assertThat(shown(resolve("app"))).containsExactly("app_1", "second_2");
        assertThat(shown(resolve("app", new Following(false, false, false, true), List.of(), 500)))
                .containsExactlyInAnyOrder("app_1", "second_2", "third_1");
    }

    @Test
    void aPackageOfTheNameIsTakenBeforeOneThatProvidesIt() {
        has("app", "1", "Depends: mail, editor");
        has("postfix", "9", "Provides: mail");
        has("mail", "1", "");
        has("vim", "1", "Provides: editor");

        assertThat(shown(resolve("app"))).containsExactlyInAnyOrder("app_1", "mail_1", "vim_1");
    }

    @Test
    void whatIsPresentElsewhereIsNotBrought() {
        Standing target = set("target");
        ROWS.put(target.repository(), "lib-a", "5", "amd64", "");
        has("app", "1", "Depends: lib-a, lib-b");
        has("lib-a", "1", "");
        has("lib-b", "1", "");

        assertThat(shown(resolve("app", Following.STRICT, List.of(target), 500)))
                .containsExactlyInAnyOrder("app_1", "lib-b_1");
    }

    @Test
    void whatNobodySatisfiesIsTold() {
        has("app", "1", "Depends: lib-a (>= 2) | gone, nobody");
        has("lib-a", "1", "");

        Resolution resolution = resolve("app");

        assertThat(shown(resolution)).containsExactly("app_1");
        assertThat(resolution.unsatisfied()).containsExactly("lib-a (>= 2) | gone {amd64}", "nobody {amd64}");
    }

    @Test
    void recommendsSuggestsAndSourcesAreFollowedWhereThatIsWished() {
        has("app", "1", "Source: application (3)\nRecommends: more\nSuggests: most");
        has("more", "1", "");
        has("most", "1", "");
        ROWS.put(source.repository(), "application", "3", "source", "Architecture: any\n");

        assertThat(shown(resolve("app"))).containsExactly("app_1");
        assertThat(shown(resolve("app", new Following(true, false, false, false), List.of(), 500)))
                .containsExactly("app_1", "more_1");
        assertThat(shown(resolve("app", new Following(false, true, true, false), List.of(), 500)))
                .containsExactlyInAnyOrder("app_1", "most_1", "application_3");
    }

    private static Standing set(String name) {
        return new Standing(ROWS.repository(name + System.nanoTime()), 1);
    }

    private void has(String name, String version, String fields) {
        ROWS.put(source.repository(), name, version, "amd64", fields + "\n");
    }

    private Resolution resolve(String root) {
        return resolve(root, Following.STRICT, List.of(), 500);
    }

    private Resolution resolve(String root, Following following, List<Standing> present, int batch) {
        Question question = new Question(source, present, List.of("amd64"), following);
        return Objects.requireNonNull(new Resolver(packages, batch)
                .resolve(question, packages.find(source, PackageQuery.parse("Name (= " + root + ")")))
                .block(TIMEOUT));
    }

    private static List<String> shown(Resolution resolution) {
        return resolution.packages().stream()
                .map(found -> found.key().name() + "_" + found.key().version())
                .toList();
    }
}
