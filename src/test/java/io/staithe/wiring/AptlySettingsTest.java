package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table from aptly's settings to ours names each one once, and of ours only such as there are. */
final class AptlySettingsTest {
    private static final Path TABLE = Path.of("config/aptly-settings.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `([^`]+)` \\| (yes|no) \\| (?:`([^`]+)`)? ?\\| (.*) ?\\|$", Pattern.MULTILINE);
    private static final Pattern OURS = Pattern.compile("`(staithe\\.[a-zA-Z0-9.-]+)`");

    @Test
    void whatIsSupportedHasANameOfOursAndWhatIsNotHasNone() throws IOException {
        assertThat(rows())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.group(3) != null)
                        .as(row.group())
                        .isEqualTo(row.group(2).equals("yes")));
        long lines = Files.readAllLines(TABLE).stream()
                .filter(line -> line.startsWith("| `"))
                .count();
        assertThat(rows()).as("lines that are rows").hasSize(Math.toIntExact(lines));
    }

    @Test
    void everyNameOfOursIsASetting() throws IOException {
        Set<String> known = ExampleSettingsTest.settings()
                .flatMap(ExampleSettingsTest::keys)
                .map(key -> key.replace(".www.", ".NAME."))
                .collect(Collectors.toSet());
        List<String> told = OURS.matcher(Files.readString(TABLE))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(told)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(known).anyMatch(key -> key.equals(name) || key.startsWith(name + ".")));
    }

    @Test
    void theSettingsThatChangeTheApiAreAllThere() throws IOException {
        assertThat(rows().stream().map(row -> row.group(1)))
                .doesNotHaveDuplicates()
                .contains("architectures", "AsyncAPI", "serveInAPIMode", "enableMetricsEndpoint")
                .contains("enableSwaggerEndpoint", "skipContentsPublishing", "skipBz2Publishing", "gpgKeys")
                .contains("gpgDisableVerify", "downloadSourcePackages", "dependencyFollowSource")
                .contains("dependencyFollowAllVariants", "dependencyFollowSuggests", "dependencyFollowRecommends")
                .contains("FileSystemPublishEndpoints", "S3PublishEndpoints", "SwiftPublishEndpoints")
                .contains("AzurePublishEndpoints", "GcsPublishEndpoints", "JFrogPublishEndpoints", "SOURCE_DATE_EPOCH");
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(TABLE)).results().toList();
    }
}
