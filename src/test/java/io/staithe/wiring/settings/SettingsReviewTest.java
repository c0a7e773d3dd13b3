package io.staithe.wiring.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ClassUtils;

/** What is found wrong, and that all of it is. */
final class SettingsReviewTest {
    private static final List<Class<?>> RECORDS = Stream.of(
                    "QueueSettings", "StorageSettings", "InstanceSettings", "access.AccessSettings")
            .<Class<?>>map(SettingsReviewTest::record)
            .toList();

    @Test
    void whatIsRightIsNotTold() {
        assertThat(wrong(Map.of(
                        "staithe.queue.waitPoll",
                        "5s",
                        "staithe.queue.heartbeat",
                        "6s",
                        "staithe.queue.lapse",
                        "20s",
                        "staithe.access.local-names[0]",
                        "a",
                        "staithe.access.tokens[0].name",
                        "ci",
                        "staithe.access.tokens[0].secret-file",
                        "/secret",
                        "staithe.access.tokens[0].grants[0]",
                        "admin",
                        "staithe.storages.filesystem.www.root-directory",
                        "/srv/www")))
                .isEmpty();
    }

    @Test
    void everyWrongValueIsToldWithItsSourceAndRule() {
        assertThat(wrong(Map.of(
                        "staithe.queue.poll", "soon",
                        "staithe.queue.concurrency", "0",
                        "staithe.queue.keep-count", "few",
                        "staithe.storages.readers", "nobody",
                        "staithe.storages.filesystem.www.link-method", "hardlink",
                        "staithe.access.anonymous[0]", "rule",
                        "staithe.instance.name", "No Name")))
                .hasSize(7)
                .contains(
                        "staithe.queue.poll = soon (file): it must be a duration, such as 500ms, 30s, 5m, 24h or 30d",
                        "staithe.queue.concurrency = 0 (file): staithe.queue.concurrency is 0; it must be 1 or more",
                        "staithe.queue.keep-count = few (file): it must be a whole number of at most"
                                + " 9223372036854775807",
                        "staithe.storages.readers = nobody (file): it must be one of gateway, anybody",
                        "staithe.storages.filesystem.www.link-method = hardlink (file):"
                                + " staithe.storages.filesystem.*.root-directory must be set")
                .anySatisfy(line -> assertThat(line).startsWith("staithe.access.anonymous[0] = rule (file): "))
                .anySatisfy(line -> assertThat(line).startsWith("staithe.instance.name = No Name (file): "));
    }

    @Test
    void aRuleOverTwoSettingsIsToldOnce() {
        assertThat(wrong(Map.of(
                        "staithe.queue.heartbeat", "6s", "staithe.queue.lapse", "16s", "staithe.queue.sweep", "0s")))
                .hasSize(2)
                .contains(
                        "staithe.queue.heartbeat = 6s (file): staithe.queue.lapse is PT16S; it must be at least 3 times"
                                + " staithe.queue.heartbeat");
    }

    @Test
    void aNameThatNoSettingHasIsTold() {
        assertThat(wrong(Map.of("staithe.queue.pol", "5s", "staithe.que.poll", "5s", "staithe.queue.poll.more", "1")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("there is no setting of this name"));
    }

    @Test
    void whatOthersPutIntoTheEnvironmentIsNot() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                Map.of("STAITHE_PORT_8080_TCP", "tcp://10.0.0.1:80", "STAITHE_QUEUE_WAIT_POLL", "no")));
        assertThat(new SettingsReview(environment, RECORDS).wrong())
                .singleElement()
                .hasToString("staithe.queue.wait-poll = no (systemEnvironment): it must be a duration, such as 500ms,"
                        + " 30s, 5m, 24h or 30d");
    }

    @Test
    void noSecretIsShown() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "file",
                        Map.of(
                                "staithe.x.password", "hush",
                                "staithe.x.key", "-----BEGIN PRIVATE KEY-----",
                                "staithe.x.pass-phrase", "hush",
                                "staithe.x.private-key-password", "hush",
                                "staithe.x.url", "postgresql://me:hush@db:5432/x?sslmode=require&password=hush",
                                "staithe.x.password-file", "/shown")));
        assertThat(new SettingsReview(environment, List.of()).wrong().toString())
                .doesNotContain("hush", "BEGIN")
                .contains("postgresql://******@db:5432/x?sslmode=require&password=******", "/shown");
    }

    private static List<String> wrong(Map<String, Object> file) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("file", file));
        return new SettingsReview(environment, RECORDS)
                .wrong().stream().map(WrongSetting::toString).toList();
    }

    private static Class<?> record(String name) {
        return ClassUtils.resolveClassName("io.staithe.wiring." + name, null);
    }
}
