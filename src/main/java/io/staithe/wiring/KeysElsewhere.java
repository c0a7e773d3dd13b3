package io.staithe.wiring;

import io.staithe.fault.Refused;
import io.staithe.publish.keys.KeyFault;
import io.staithe.publish.keys.KeyStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys that a program has: what signs with them is not ours to change. */
final class KeysElsewhere implements KeyStore {
    @Override
    public String make(String userId) {
        throw refused();
    }

    @Override
    public String bring(byte[] armored, @Nullable String passphrase) {
        throw refused();
    }

    @Override
    public void choose(List<String> fingerprints) {
        throw refused();
    }

    @Override
    public void retire(String fingerprint) {
        throw refused();
    }

    private static Refused refused() {
        return new Refused(KeyFault.KEYS_FIXED, "staithe.signing.command signs: change its keys and its certificates");
    }
}
