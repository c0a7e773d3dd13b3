package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.openpgp.StatementKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class ReceiptSettingsTest {
    @TempDir
    Path directory;

    @Test
    void theDefaults() {
        assertThat(bound(Map.of())).isEqualTo(new ReceiptSettings(null));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.of("staithe.receipts.key-file", "/etc/staithe/receipts.pem")))
                .isEqualTo(new ReceiptSettings(Path.of("/etc/staithe/receipts.pem")));
    }

    @Test
    void aKeyIsMadeOnceForItsOwnerAlone() throws IOException {
        Directories directories = Directories.under(directory, directory).prepare();
        var receipts = new ReceiptConfiguration();
        String first =
                receipts.receiptSeal(directories, new ReceiptSettings(null)).key();
        assertThat(receipts.receiptSeal(directories, new ReceiptSettings(null)).key())
                .isEqualTo(first);
        Path made = directories.keys().resolve("receipts.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");
        Path own = Files.write(directory.resolve("own.pem"), StatementKey.make());
        assertThat(receipts.receiptSeal(directories, new ReceiptSettings(own)).key())
                .isNotEqualTo(first);
    }

    private static ReceiptSettings bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("staithe.receipts", Bindable.of(ReceiptSettings.class));
    }
}
