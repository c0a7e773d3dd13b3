package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Settings;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.mock.env.MockEnvironment;

/** The settings of traces, and what is loaded where nobody asks for them. */
final class TracingSettingsTest {
    private static final String[] OFFERED = {
        "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
        "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
        "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
        "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration"
    };

    @Test
    void theDefaults() {
        assertThat(Settings.defaults(TracingSettings.class)).isEqualTo(new TracingSettings(null, 0.1));
    }

    @Test
    void everyKeyBinds() {
        assertThat(Settings.bound(
                        TracingSettings.class,
                        Map.of("staithe.tracing.url", "https://c:4318/v1/traces", "staithe.tracing.share", "1")))
                .isEqualTo(new TracingSettings(URI.create("https://c:4318/v1/traces"), 1));
    }

    @ParameterizedTest
    @CsvSource({"url, collector", "url, grpc://c:4317", "share, 1.1", "share, NaN"})
    void whatCannotWorkIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> Settings.bound(TracingSettings.class, Map.of("staithe.tracing." + key, value)))
                .rootCause()
                .hasMessageContaining("staithe.tracing." + key);
    }

    @Test
    void nothingOfItIsLoadedUnlessItIsAskedFor() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation(null).load(AutoConfigurationImportFilter.class))
                .hasAtLeastOneElementOfType(TracingAsked.class);
        assertThat(loaded(new MockEnvironment())).containsExactly(false, false, false, true);
        assertThat(loaded(new MockEnvironment().withProperty("staithe.tracing.url", "http://c:4318/v1/traces")))
                .containsExactly(true, true, true, true);
    }

    private static boolean[] loaded(MockEnvironment environment) {
        TracingAsked filter = new TracingAsked();
        filter.setEnvironment(environment);
        return filter.match(OFFERED);
    }
}
