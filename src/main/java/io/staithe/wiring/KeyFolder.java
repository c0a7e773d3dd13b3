package io.staithe.wiring;

import io.staithe.archive.OpenPgpKeys;
import io.staithe.fault.Refused;
import io.staithe.openpgp.KeyMaker;
import io.staithe.openpgp.Keyring;
import io.staithe.publish.keys.KeyFault;
import io.staithe.publish.keys.KeyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key directory as a store: a file per key, named by its fingerprint, and {@code signers}, which tells who signs.
 * Other instances see a change when their {@link KeyKeeper} looks. One change at a time.
 */
final class KeyFolder implements KeyStore {
    private final Keyring keyring;
    private final SigningKeyFiles files;
    private final Clock clock;

    KeyFolder(Keyring keyring, SigningKeyFiles files, Clock clock) {
        this.keyring = keyring;
        this.files = files;
        this.clock = clock;
    }

    @Override
    public String make(String userId) {
        return kept(files.made(userId, clock.instant()));
    }

    @Override
    public String bring(byte[] armored, @Nullable String passphrase) {
        char[] old = passphrase == null ? new char[0] : passphrase.toCharArray();
        return kept(KeyMaker.encryptedAnew(armored, old, files.passphrase()));
    }

    @Override
    public synchronized void choose(List<String> fingerprints) {
        if (files.areSignersSet()) {
            throw new Refused(KeyFault.KEYS_FIXED, "staithe.signing.default-keys decides which keys sign");
        }
        durably(() -> files.choose(fingerprints));
        keyring.choose(fingerprints);
    }

    @Override
    public synchronized void retire(String fingerprint) {
        durably(() -> {
            Path file = fileOf(fingerprint);
            Files.move(file, file.resolveSibling(file.getFileName() + ".retired"), StandardCopyOption.REPLACE_EXISTING);
            read();
        });
    }

    /** Keeps a key, and sees that it signs nothing yet, although its file may come before the others. */
    private synchronized String kept(byte[] key) {
        Keyring alone = Keyring.read(List.of(key), files.passphrase(), clock);
        String fingerprint = alone.all().get(0).fingerprint();
        if (alone.signing().isEmpty()) {
            throw new Refused(KeyFault.BAD_KEY, "key " + fingerprint + " has no secret part that may sign now");
        }
        if (keyring.find(fingerprint).isPresent()) {
            throw new Refused(KeyFault.KEY_EXISTS, "signing key " + fingerprint + " is here already");
        }
        durably(() -> {
            if (!files.areSignersSet()) {
                files.choose(keyring.defaults());
            }
            files.keep(fingerprint, key);
            read();
        });
        return fingerprint;
    }

    private void read() throws IOException {
        keyring.replace(files.present(), files.passphrase());
        files.appoint(keyring);
    }

    private Path fileOf(String fingerprint) throws IOException {
        for (Path file : files.own()) {
            if (fingerprints(Files.readAllBytes(file)).equals(List.of(fingerprint))) {
                return file;
            }
        }
        throw new Refused(
                KeyFault.KEYS_FIXED,
                "signing key " + fingerprint + " is in a file of staithe.signing.key-files, or in one with others");
    }

    private List<String> fingerprints(byte[] text) {
        return Keyring.read(List.of(text), null, clock).all().stream()
                .map(OpenPgpKeys.Shown::fingerprint)
                .toList();
    }

    private static void durably(Work work) {
        try {
            work.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private interface Work {
        void run() throws IOException;
    }
}
