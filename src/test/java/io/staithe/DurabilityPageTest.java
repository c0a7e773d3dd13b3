package io.staithe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that says what is written when names classes and tests that there are. */
final class DurabilityPageTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");
    private static final Pattern CLASS = Pattern.compile("`((?:[a-z]+\\.)+[A-Z]\\w+)(?:\\.\\w+)?`");

    @Test
    void everyTestAndClassThatItNamesIsThere() throws IOException {
        String page = Files.readString(Path.of("src/docs/durability.md"));
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<String> tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .toList();
            assertThat(named(TEST, page)).hasSizeGreaterThan(10).isSubsetOf(tests);
        }
        assertThat(named(CLASS, page))
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(Path.of("src/main/java/io/staithe", name.replace('.', '/') + ".java"))
                        .exists());
    }

    private static List<String> named(Pattern form, String page) {
        return form.matcher(page)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }
}
