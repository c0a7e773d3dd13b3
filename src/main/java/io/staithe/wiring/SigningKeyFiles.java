package io.staithe.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Refused;
import io.staithe.openpgp.KeyMaker;
import io.staithe.openpgp.Keyring;
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
    private static final String SIGNERS = "signers";

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

    /** The files in the key directory. */
    List<Path> own() throws IOException {
        try (Stream<Path> own = Files.list(directory)) {
            return own.filter(file -> file.getFileName().toString().endsWith(".asc"))
                    .sorted()
                    .toList();
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(settings.keyFiles());
        files.addAll(own());
        return files;
    }

    /** Whether settings name the keys that sign, so that nobody else decides it. */
    boolean areSignersSet() {
        return !settings.defaultKeys().isEmpty();
    }

    /** The fingerprints of the keys that sign, as they were chosen while servers ran; none where nobody chose. */
    List<String> signers() throws IOException {
        Path file = directory.resolve(SIGNERS);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Writes them down. */
    void choose(List<String> fingerprints) throws IOException {
        SecretFile.replace(
                directory.resolve(SIGNERS), String.join("\n", fingerprints).getBytes(UTF_8));
    }

    /** Lets those sign that are written down, where settings name none; the others are gone, or not here yet. */
    void appoint(Keyring keyring) throws IOException {
        if (!areSignersSet()) {
            keyring.choose(signers().stream()
                    .filter(name -> keyring.find(name).isPresent())
                    .toList());
        }
    }

    /** Keeps a key under its fingerprint. */
    void keep(String fingerprint, byte[] key) throws IOException {
        SecretFile.make(directory.resolve(fingerprint + ".asc"), key);
    }

    /** The text of a new key, encrypted where there is a passphrase. */
    byte[] made(String userId, Instant now) {
        return KeyMaker.make(settings.algorithm(), userId, now.truncatedTo(ChronoUnit.SECONDS), passphrase());
    }

    private void make(Instant now) throws IOException {
        SecretFile.make(directory.resolve(MADE), made(settings.userId(), now));
    }
}
