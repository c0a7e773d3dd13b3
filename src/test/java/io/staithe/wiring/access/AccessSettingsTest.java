package io.staithe.wiring.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of access: defaults, every key, and what is refused. */
final class AccessSettingsTest {
    private static final String ROOT = "staithe.access.";
    private static final Map<String, String> ISSUER = Map.of(
            ROOT + "issuers[0].name", "github",
            ROOT + "issuers[0].issuer", "https://issuer.example",
            ROOT + "issuers[0].jwks-uri", "https://issuer.example/keys",
            ROOT + "issuers[0].audience", "us",
            ROOT + "issuers[0].clock-skew", "1m",
            ROOT + "issuers[0].caller", "{job}",
            ROOT + "issuers[0].rules[0].match[0]", "repository=acme/foo",
            ROOT + "issuers[0].rules[0].grants[0]", "upload package=foo,libfoo*");

    @TempDir
    private Path scratch;

    @Test
    void theDefaults() {
        assertThat(Settings.defaults(AccessSettings.class))
                .isEqualTo(new AccessSettings(
                        false,
                        AccessMode.LOOPBACK,
                        List.of("read publication=*"),
                        List.of(),
                        List.of(),
                        null,
                        Duration.ofSeconds(5),
                        Duration.ofDays(90),
                        60,
                        List.of()));
    }

    @Test
    void everyKey() {
        Map<String, String> keys = new HashMap<>(ISSUER);
        keys.put(ROOT + "open", "true");
        keys.put(ROOT + "mode", "tokens");
        keys.put(ROOT + "anonymous[0]", "read repository=public");
        keys.put(ROOT + "tokens[0].name", "ci");
        keys.put(ROOT + "tokens[0].secret-file", "/run/secret");
        keys.put(ROOT + "tokens[0].grants[0]", "admin");
        keys.put(ROOT + "admin-token-file", "/run/admin");
        keys.put(ROOT + "believed", "1s");
        keys.put(ROOT + "keep-for", "1d");
        keys.put(ROOT + "max-wrong-per-minute", "7");
        keys.put(ROOT + "local-names[0]", "packages.home");
        var rule = new IssuerSettings.Rule(List.of("repository=acme/foo"), List.of("upload package=foo,libfoo*"));
        var issuer = new IssuerSettings(
                "github",
                "https://issuer.example",
                URI.create("https://issuer.example/keys"),
                "us",
                Duration.ofMinutes(1),
                "{job}",
                List.of(rule));
        assertThat(Settings.bound(AccessSettings.class, keys))
                .isEqualTo(new AccessSettings(
                        true,
                        AccessMode.TOKENS,
                        List.of("read repository=public"),
                        List.of(new AccessSettings.Configured("ci", Path.of("/run/secret"), List.of("admin"))),
                        List.of(issuer),
                        Path.of("/run/admin"),
                        Duration.ofSeconds(1),
                        Duration.ofDays(1),
                        7,
                        List.of("packages.home")));
    }

    @ParameterizedTest
    @CsvSource({
        "name, token, none of",
        "name, a b, needs a name",
        "audience, '', an issuer and an audience",
        "jwks-uri, http://issuer.example/keys, must be https",
        "clock-skew, -1s, not negative",
        "rules[0].match[0], repository, claim=pattern",
        "rules[0].grants[0], own package=foo, none of read",
    })
    void anIssuerThatCannotBeBelievedIsRefused(String key, String value, String told) {
        Map<String, String> keys = new HashMap<>(ISSUER);
        keys.put(ROOT + "issuers[0]." + key, value);
        assertThatThrownBy(() -> Settings.bound(AccessSettings.class, keys))
                .rootCause()
                .hasMessageContaining(told);
    }

    @Test
    void aTokenOfTheSettingsIsTheFirstLineOfItsFile() throws Exception {
        Path file = Files.writeString(scratch.resolve("token"), "s".repeat(32) + "\nmore");
        var token = new AccessSettings.Configured("ci", file, List.of("admin"));
        assertThat(ConfiguredTokens.read(List.of(token)).values())
                .singleElement()
                .satisfies(caller -> assertThat(caller.name()).isEqualTo("file:ci"));
        assertThatThrownBy(() -> ConfiguredTokens.read(
                        List.of(token, new AccessSettings.Configured("other", file, List.of("admin")))))
                .hasMessageContaining("another token");
        Files.writeString(file, "short");
        assertThatThrownBy(() -> ConfiguredTokens.read(List.of(token)))
                .hasMessageContaining("32 characters")
                .hasMessageNotContaining("short");
        Files.delete(file);
        assertThatThrownBy(() -> ConfiguredTokens.read(List.of(token))).hasMessageContaining("cannot be read");
    }
}
