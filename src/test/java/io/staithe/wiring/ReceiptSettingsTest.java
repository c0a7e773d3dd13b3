package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.library.receipt.Seal;
import io.staithe.openpgp.StatementKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.scheduler.Schedulers;

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
        String first = seal(directories, null).key();
        assertThat(seal(directories, null).key()).isEqualTo(first);
        Path made = directories.keys().resolve("receipts.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");
        Path own = Files.write(directory.resolve("own.pem"), StatementKey.make());
        assertThat(seal(directories, own).key()).isNotEqualTo(first);
    }

    private static Seal seal(Directories directories, @Nullable Path key) throws IOException {
        return new ReceiptConfiguration().receiptSeal(directories, new ReceiptSettings(key), Schedulers.immediate());
    }

    private static ReceiptSettings bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("staithe.receipts", Bindable.of(ReceiptSettings.class));
    }
}
