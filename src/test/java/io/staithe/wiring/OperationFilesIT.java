package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tools that read them think of the alert rules, the nginx site and the systemd unit. */
final class OperationFilesIT {
    @TempDir
    private Path scratch;

    @Test
    void promtoolTakesScrapeRulesAndDashboardAndEveryAlertFiresWhenItShould() {
        Command.require("promtool", "prometheus");
        Command.require("python3", "python3");
        assertThat(Command.run(List.of("config/dev/monitoring-check.sh"))
                        .succeeded()
                        .output())
                .contains("SUCCESS")
                .doesNotContain("FAILED");
    }

    @Test
    void nginxTakesTheSite() throws IOException {
        Command.require("nginx", "nginx");
        String site = Files.readString(Path.of("config/nginx/staithe.conf"));
        assertThat(site).contains("ssl_certificate_key");
        Files.writeString(
                scratch.resolve("site.conf"),
                site.replaceAll("(?m)^ *ssl_certificate.*$", "")
                        .replaceAll("listen (.*)443 ssl;", "listen $1" + "18443;"));
        Files.writeString(
                scratch.resolve("nginx.conf"), "pid nginx.pid;\nevents {}\nhttp {\n    include site.conf;\n}\n");

        Command.run(List.of("nginx", "-t", "-p", scratch.toString(), "-c", "nginx.conf", "-e", "stderr"))
                .succeeded();
    }

    @Test
    void systemdTakesTheUnit() throws IOException {
        Command.require("systemd-analyze", "systemd");
        String unit = Files.readString(Path.of("config/systemd/staithe.service"));
        Path here = Files.writeString(
                scratch.resolve("staithe.service"),
                unit.replaceAll("(?m)^(User|Group)=.*$", "$1=root").replace("/usr/bin/java", "/bin/sh"));

        assertThat(Command.run(List.of("systemd-analyze", "verify", here.toString()))
                        .succeeded()
                        .output())
                .isEmpty();
    }
}
