package io.staithe;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.HostileDebs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the page of conformance against the tests that it names. */
final class ConformancePageTest {
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*`.+` \\|$");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");
    private static final Pattern HOSTILE = Pattern.compile("\"([^\"]+)\"");

    private final String page;

    ConformancePageTest() throws IOException {
        page = Files.readString(Path.of("src/docs/conformance.md"));
    }

    @Test
    void everyRowIsProvenByATest() {
        List<Integer> wanted = Stream.concat(IntStream.rangeClosed(1, 60).boxed(), Stream.of(64, 67, 68))
                .toList();
        assertThat(ROW.matcher(page).results().map(row -> Integer.valueOf(row.group(1))))
                .containsExactlyElementsOf(wanted);
    }

    @Test
    void everyTestIsThere() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(TESTS)) {
            files = found.toList();
        }
        assertThat(TEST.matcher(page).results())
                .isNotEmpty()
                .allSatisfy(named -> assertThat(files)
                        .filteredOn(file -> file.endsWith(named.group(1) + ".java"))
                        .singleElement()
                        .satisfies(
                                file -> assertThat(Files.readString(file)).contains("void " + named.group(2) + "(")));
    }

    @Test
    void everyHostilePackageIsThere() {
        Set<String> known = Stream.concat(
                        HostileDebs.refused().stream().map(HostileDebs.Case::name),
                        HostileDebs.accepted().stream().map(HostileDebs.Accepted::name))
                .collect(Collectors.toSet());
        assertThat(HOSTILE.matcher(page).results().map(MatchResult::group).map(quoted -> quoted.replace("\"", "")))
                .isNotEmpty()
                .allMatch(known::contains);
    }
}
