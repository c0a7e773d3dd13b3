package io.staithe.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;
import picocli.CommandLine;

/** {@code staithe config}: what a server would have, where from, and what is wrong. */
final class ConfigCommandTest {
    @TempDir
    private Path directory;

    @Test
    void filesArgumentsAndDefaultsAreTold() throws IOException {
        Path file = Files.writeString(directory.resolve("application.yml"), """
                staithe:
                  queue:
                    poll: 2s
                    keep-for: "30d"
                  database:
                    url: postgresql://staithe:hush@db.example/staithe
                    password-file: /etc/staithe/password
                  storages.filesystem.www.root-directory: /srv/www
                  access.anonymous: ["read publication=*", "read repository=a"]
                """);
        Ran ran = run(
                "--spring.config.additional-location=file:" + directory + "/",
                "--staithe.queue.poll=3s",
                "--server.port=81");

        assertThat(ran.errors).isEmpty();
        assertThat(ran.code).isZero();
        assertThat(ran.out.lines())
                .contains(
                        "server.port: 81  # command line",
                        "server.address: \"127.0.0.1\"  # default",
                        "staithe.queue.poll: 3s  # command line",
                        "staithe.queue.concurrency: 32  # default",
                        "#staithe.shared-directory:  # not set",
                        "staithe.storages.filesystem.www.root-directory: /srv/www  # URL [file:" + file + "] - 8:43")
                .anyMatch(line ->
                        line.startsWith("staithe.database.url: \"postgresql://******@db.example/staithe\"  # URL"))
                .noneMatch(line -> line.contains("hush"));
    }

    @Test
    void whatItPrintsIsAFileOfSettings() throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Files.writeString(first.resolve("application.yml"), """
                staithe:
                  access.anonymous: ["read publication=*", "read repository=a-*"]
                  signing.user-id: 'yes: "a" # b'
                """);
        String printed = run("--spring.config.additional-location=file:" + first + "/").out;
        Properties read = yaml(printed);
        assertThat(read)
                .containsEntry("staithe.access.anonymous[1]", "read repository=a-*")
                .containsEntry("staithe.signing.user-id", "yes: \"a\" # b");
        Path second = Files.createDirectory(directory.resolve("second"));
        Files.writeString(second.resolve("application.yml"), printed);
        Ran again = run("--spring.config.additional-location=file:" + second + "/");
        assertThat(yaml(again.out)).isEqualTo(read);
        assertThat(again.code).isZero();
    }

    @Test
    void theExampleOfSettingsIsTakenAsItStands() {
        Ran ran = run("--spring.config.additional-location=file:config/staithe.example.yml");
        assertThat(ran.errors).isEmpty();
        assertThat(ran.code).isZero();
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        Ran ran = run("--staithe.queue.poll=0s", "--staithe.pool.buffer-memory=much", "--staithe.intake.max-fils=3");
        assertThat(ran.code).isEqualTo(1);
        assertThat(ran.errors.lines())
                .containsExactlyInAnyOrder(
                        "staithe.queue.poll = 0s (command line): staithe.queue.poll is PT0S; it must be positive",
                        "staithe.pool.buffer-memory = much (command line): it must be a size, such as 64KB, 16MB or 20GB",
                        "staithe.intake.max-fils = 3 (command line): there is no setting of this name");
    }

    @Test
    void filesThatCannotBeReadEndIt() {
        assertThat(run("--spring.config.additional-location=file:" + directory.resolve("absent") + "/").code)
                .isEqualTo(2);
    }

    private static Properties yaml(String text) {
        YamlPropertiesFactoryBean reader = new YamlPropertiesFactoryBean();
        reader.setResources(new ByteArrayResource(text.getBytes(UTF_8)));
        Properties read = new Properties();
        Objects.requireNonNull(reader.getObject())
                .forEach((key, value) -> read.setProperty(key.toString(), value.toString()));
        read.stringPropertyNames().stream()
                .filter(name -> name.startsWith("spring.config."))
                .forEach(read::remove);
        return read;
    }

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line = Commands.line().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
        String[] words = new String[arguments.length + 1];
        words[0] = "config";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return new Ran(line.execute(words), out.toString(), errors.toString());
    }

    private record Ran(int code, String out, String errors) {}
}
