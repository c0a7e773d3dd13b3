package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The packages of a storm, and what became of them in a repository and in its published archive. */
final class Packages {
    private Packages() {}

    /** The bytes of the package of a number, the same each time. */
    static byte[] bytes(int number) {
        return DebBuilder.of("storm-" + number)
                .file("usr/share/storm/" + number, "package " + number + "\n".repeat(number % 7))
                .bytes();
    }

    /** Fails unless each of these packages is in the repository. */
    static void assertInRepository(AptlyClient client, String repository, Set<Integer> numbers) {
        Set<String> present = client.packages(repository).stream()
                .map(key -> key.split(" ")[1])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(present).containsAll(names(numbers));
    }

    /** Fails unless each of these packages is in the published index, and its bytes behind the index's path. */
    static void assertPublished(AptlyClient client, String distribution, Set<Integer> numbers) {
        String index = new String(
                client.get("/apt/dists/" + distribution + "/main/binary-amd64/Packages"), StandardCharsets.UTF_8);
        Map<String, String> stanzas = Arrays.stream(index.split("\n\n"))
                .filter(text -> !text.isBlank())
                .collect(Collectors.toMap(stanza -> field(stanza, "Package"), Function.identity()));
        assertThat(stanzas.keySet()).containsAll(names(numbers));
        for (int number : numbers) {
            String stanza = stanzas.getOrDefault("storm-" + number, "");
            String expected = Sha256.hex(bytes(number));
            assertThat(field(stanza, "SHA256")).isEqualTo(expected);
            assertThat(Sha256.hex(client.get("/apt/" + field(stanza, "Filename"))))
                    .isEqualTo(expected);
        }
    }

    private static Set<String> names(Set<Integer> numbers) {
        return numbers.stream().map(number -> "storm-" + number).collect(Collectors.toSet());
    }

    private static String field(String stanza, String name) {
        return stanza.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in\n" + stanza));
    }
}
