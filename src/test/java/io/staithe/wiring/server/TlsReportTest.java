package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
final class TlsReportTest {
    private static final String BUNDLE = "--spring.ssl.bundle.pem.web.";

    @Test
    void filesThatCannotBeUsedAreToldInOneParagraph(@TempDir Path room, CapturedOutput output) throws IOException {
        TlsFiles good = TlsFiles.make(room, "good");
        Path other = TlsFiles.make(room, "other").key();
        Path none = room.resolve("none.key");
        Path junk = Files.writeString(room.resolve("junk.key"), "junk");
        for (Path key : List.of(other, none, junk)) {
            assertThatThrownBy(() -> start(new TlsFiles(good.certificate(), key)))
                    .isNotNull();
        }
        assertThat(output.getAll().split("start-tls-files")).hasSize(4);
        assertThat(output)
                .contains("matches none of the certificates")
                .contains(none.toString())
                .contains("unrecognized format")
                .doesNotContain("\tat ");
    }

    private static void start(TlsFiles files) {
        SpringApplication application = new SpringApplication(SslAutoConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application
                .run(
                        BUNDLE + "reload-on-update=true",
                        BUNDLE + "keystore.verify-keys=true",
                        BUNDLE + "keystore.certificate=" + files.certificate(),
                        BUNDLE + "keystore.private-key=" + files.key())
                .close();
    }

    @Test
    void otherFailuresAreLeftToOthers() {
        assertThat(new TlsReport().analyze(new IllegalStateException("something else")))
                .isNull();
    }
}
