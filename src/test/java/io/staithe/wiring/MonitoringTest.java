package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.staithe.observe.Meters;
import io.staithe.testkit.Monitoring;
import io.staithe.testkit.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Alert rules and dashboard ask for meters that there are, every meter is shown, and every alert is tested and told.
 */
final class MonitoringTest {
    private static final Path CONFIG = Path.of("config/prometheus");
    private static final Path PAGE = Path.of("src/docs/operate.md");

    @Test
    void rulesAndDashboardSelectMetersOfTheProduct() throws IOException {
        Set<String> known = Monitoring.samples(scrape(Meters.values()));
        assertThat(Monitoring.selected())
                .filteredOn(name -> name.startsWith("staithe_"))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void everyMeterIsWatchedOrShown() throws IOException {
        Set<String> selected = Monitoring.selected();
        assertThat(Meters.values())
                .allSatisfy(meter -> assertThat(Monitoring.samples(scrape(meter)))
                        .as(meter.id())
                        .containsAnyElementsOf(selected));
    }

    @Test
    void namesCarryTheirUnit() {
        assertThat(Monitoring.samples(scrape(Meters.UPLOADED_BYTES)))
                .containsOnly("staithe_intake_uploaded_bytes_total");
        assertThat(Monitoring.samples(scrape(Meters.TASK_OLDEST_AGE))).containsOnly("staithe_queue_oldest_age_seconds");
        assertThat(scrape(Meters.UPLOAD_DURATION)).contains("_bucket{le=\"0.005\"}", "_bucket{le=\"3600.0\"}");
    }

    @Test
    void everyAlertHasATestAndASectionOfTheManual() throws IOException {
        List<Object> alerts =
                Monitoring.alerts().stream().map(rule -> rule.get("alert")).toList();
        Stream<Object> tested =
                StrictYaml.maps(StrictYaml.document(CONFIG.resolve("staithe.rules.test.yml")), "tests").stream()
                        .map(test -> test.get("name"));
        Stream<String> told = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("### Staithe"))
                .map(line -> line.substring("### ".length()));

        assertThat(alerts).doesNotHaveDuplicates();
        assertThat(tested).containsExactlyElementsOf(alerts);
        assertThat(told)
                .containsExactlyElementsOf(
                        alerts.stream().map(String.class::cast).toList());
    }

    @Test
    void theScrapeExampleAsksTheManagementPort() throws IOException {
        var job = StrictYaml.maps(StrictYaml.document(CONFIG.resolve("prometheus.yml")), "scrape_configs")
                .get(0);
        assertThat(job).containsEntry("job_name", "staithe").containsEntry("metrics_path", "/actuator/prometheus");
        assertThat(StrictYaml.list(StrictYaml.maps(job, "static_configs").get(0), "targets"))
                .containsExactly("127.0.0.1:8081");
    }

    /** What Prometheus would see of these meters, each without tags. */
    private static String scrape(Meters... meters) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Arrays.stream(meters).forEach(meter -> {
            switch (meter.kind()) {
                case COUNTER -> meter.counter(registry);
                case GAUGE -> meter.gauge(registry, () -> 1);
                case TIMER -> meter.timer(registry);
            }
        });
        return registry.scrape();
    }
}
