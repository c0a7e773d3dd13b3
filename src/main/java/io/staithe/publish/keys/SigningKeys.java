package io.staithe.publish.keys;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.audit.Audit;
import io.staithe.archive.OpenPgpKeys;
import io.staithe.archive.OpenPgpKeys.Shown;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.Present;
import io.staithe.publish.Publication;
import io.staithe.publish.PublicationStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The rotation of signing keys: a new one is made or brought in, signs beside the old one for as long as clients need
 * to learn of it, and then the old one is retired. At every instant one key at least signs.
 *
 * <p>Calls are for administrators. What signs is what the next publish asks for; a generation that stands keeps its
 * signatures.
 */
public final class SigningKeys {
    private static final int LONGEST_NAME = 200;
    private static final Map<String, String> TITLES = Map.of(
            "key.create", "Make",
            "key.import", "Bring in",
            "key.begin", "Sign with",
            "key.end", "Sign no longer with",
            "key.retire", "Retire");

    private final OpenPgpKeys keys;
    private final KeyStore store;
    private final PublicationStore publications;
    private final Audit audit;
    private final Scheduler crypto;

    /**
     * Rotation of keys.
     *
     * @param keys what signs now
     * @param store where they are kept
     * @param crypto where the store may block
     */
    public SigningKeys(OpenPgpKeys keys, KeyStore store, PublicationStore publications, Audit audit, Scheduler crypto) {
        this.keys = keys;
        this.store = store;
        this.publications = publications;
        this.audit = audit;
        this.crypto = crypto;
    }

    /**
     * Makes a key and shows it; it signs nothing yet. {@code BAD_KEY} for a name that is not one line. Not repeatable.
     */
    public Mono<Shown> make(Caller caller, String userId) {
        boolean isName = !userId.isBlank()
                && userId.length() <= LONGEST_NAME
                && userId.chars().noneMatch(Character::isISOControl);
        return admitted(caller, () -> {
                    if (!isName) {
                        throw new Refused(
                                KeyFault.BAD_KEY,
                                "userId '" + Fault.bounded(userId) + "' must be 1 to " + LONGEST_NAME
                                        + " characters in one line");
                    }
                    return shown(store.make(userId));
                })
                .flatMap(key -> told(caller, "key.create", key));
    }

    /** Brings in a secret key and shows it; it signs nothing yet. {@code BAD_KEY}, {@code KEY_EXISTS}. */
    public Mono<Shown> bring(Caller caller, String armored, @Nullable String passphrase) {
        return admitted(caller, () -> shown(store.bring(armored.getBytes(StandardCharsets.UTF_8), passphrase)))
                .flatMap(key -> told(caller, "key.import", key));
    }

    /**
     * Lets a key sign where none is chosen, after those that do. Repeatable. A locked one signs as soon as it is
     * unlocked.
     */
    public Mono<Shown> begin(Caller caller, String name) {
        return admitted(caller, () -> {
                    Shown key = shown(name);
                    List<String> signers = new ArrayList<>(keys.defaults());
                    if (!signers.contains(key.fingerprint())) {
                        signers.add(key.fingerprint());
                        store.choose(signers);
                    }
                    return key;
                })
                .flatMap(key -> told(caller, "key.begin", key));
    }

    /** Lets a key sign no longer where none is chosen. Repeatable. {@code KEY_IN_USE} where no other would. */
    public Mono<Shown> end(Caller caller, String name) {
        return admitted(caller, () -> {
                    Shown key = shown(name);
                    List<String> signers = new ArrayList<>(keys.defaults());
                    if (signers.remove(key.fingerprint())) {
                        if (signers.isEmpty()) {
                            throw inUse(key, "it is the only one that signs");
                        }
                        store.choose(signers);
                    }
                    return key;
                })
                .flatMap(key -> told(caller, "key.end", key));
    }

    /**
     * Takes out of use a key that signs nothing any more; its file is kept aside. {@code KEY_IN_USE} where it still
     * signs.
     */
    public Mono<Void> retire(Caller caller, String name) {
        return admitted(caller, () -> {
                    Shown key = shown(name);
                    if (keys.defaults().contains(key.fingerprint())) {
                        throw inUse(key, "it signs by default");
                    }
                    return key;
                })
                .flatMap(key -> users(key)
                        .next()
                        .<Shown>flatMap(user -> Mono.error(() -> inUse(key, "publication " + user + " chose it")))
                        .switchIfEmpty(admitted(caller, () -> {
                            store.retire(key.fingerprint());
                            return key;
                        })))
                .flatMap(key -> told(caller, "key.retire", key))
                .then();
    }

    private Flux<String> users(Shown key) {
        return publications
                .living()
                .map(Present::publication)
                .filter(publication -> publication.options().keys().contains(key.fingerprint()))
                .map(Publication::place)
                .map(Object::toString);
    }

    private <T> Mono<T> admitted(Caller caller, Supplier<T> work) {
        return caller.required(Need.admin()).then(Mono.fromSupplier(work).subscribeOn(crypto));
    }

    private Mono<Shown> told(Caller caller, String kind, Shown key) {
        return audit.done(caller, kind, TITLES.get(kind) + " signing key " + key.fingerprint())
                .thenReturn(key);
    }

    private Shown shown(String name) {
        return keys.all().stream()
                .filter(key -> key.fingerprint().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        KeyFault.NO_SUCH_KEY, "there is no signing key of fingerprint '" + Fault.bounded(name) + "'"));
    }

    private static Refused inUse(Shown key, String why) {
        return new Refused(KeyFault.KEY_IN_USE, "signing key " + key.fingerprint() + " is in use: " + why);
    }
}
