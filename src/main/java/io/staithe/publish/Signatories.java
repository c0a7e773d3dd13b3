package io.staithe.publish;

import io.staithe.archive.OpenPgpKeys;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.Publication.Signers;
import io.staithe.publish.Publication.Signing;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses the keys that a request means; unlocks them with its passphrase, which goes no further. */
final class Signatories {
    private final OpenPgpKeys keys;

    Signatories(OpenPgpKeys keys) {
        this.keys = keys;
    }

    /**
     * The keys that are meant; unknown names fall back to the default key. Refused where nothing could sign, or where
     * the passphrase does not fit. Blocks on the processor.
     */
    Signers chosen(Signing signing) {
        if (signing.skip()) {
            return new Signers(true, List.of());
        }
        List<String> known = signing.keys().stream()
                .map(keys::find)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        unlock(known, signing.passphrase());
        if (known.isEmpty()) {
            refuseWithoutKey();
        }
        return new Signers(false, known);
    }

    /** Refuses names that no key of ours has. */
    void refuseUnknown(List<String> names) {
        for (String name : names) {
            if (keys.find(name).isEmpty()) {
                throw new Refused(
                        PublishFault.UNKNOWN_SIGNING_KEY, "there is no signing key '" + Fault.bounded(name) + "'");
            }
        }
    }

    /** Refuses where there is no default key. */
    void refuseWithoutKey() {
        if (keys.defaults().isEmpty()) {
            throw new Refused(
                    PublishFault.NO_SIGNING_KEY,
                    "unable to initialize GPG signer: there is no unlocked signing key on this server");
        }
    }

    private void unlock(List<String> known, @Nullable String passphrase) {
        if (passphrase == null || passphrase.isEmpty()) {
            return;
        }
        (known.isEmpty() ? keys.defaults() : known).forEach(key -> keys.unlock(key, passphrase));
    }
}
