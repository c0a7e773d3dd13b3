package io.staithe.wiring;

import io.staithe.fault.Refused;
import io.staithe.openpgp.KeyMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of secret signing keys: those that are set, then {@code *.asc} in the key directory, mode 0600. Blocks. */
record SigningKeyFiles(Path directory, SigningSettings settings) {
    private static final String MADE = "signing.asc";

    /** The texts of the keys, the default first; makes a key where there is none. */
    List<byte[]> read(Instant now) throws IOException {
        if (files().isEmpty()) {
            make(now);
        }
        return present();
    }

    /** The texts of the keys that are there, the default first; makes none. */
    List<byte[]> present() throws IOException {
        List<byte[]> texts = new ArrayList<>();
        for (Path file : files()) {
            texts.add(Files.readAllBytes(file));
        }
        return texts;
    }

    /** The passphrase that is set; null for none. A file that cannot be read, or has none, is refused. */
    char @Nullable [] passphrase() {
        Path file = settings.passphraseFile();
        if (file != null) {
            return firstLine(file).toCharArray();
        }
        String text = settings.passphrase();
        return text == null ? null : text.toCharArray();
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .findFirst()
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new IOException(file + " has an empty first line"));
        } catch (IOException failed) {
            throw new Refused(StartFault.PASSWORD_FILE, "staithe.signing.passphrase-file cannot be read: " + failed);
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(settings.keyFiles());
        try (Stream<Path> own = Files.list(directory)) {
            own.filter(file -> file.getFileName().toString().endsWith(".asc"))
                    .sorted()
                    .forEach(files::add);
        }
        return files;
    }

    private void make(Instant now) throws IOException {
        byte[] key = KeyMaker.make(
                settings.algorithm(), settings.userId(), now.truncatedTo(ChronoUnit.SECONDS), passphrase());
        SecretFile.make(directory.resolve(MADE), key);
    }
}
