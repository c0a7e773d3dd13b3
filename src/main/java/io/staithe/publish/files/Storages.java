package io.staithe.publish.files;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.PublishFault;
import java.util.Map;
import java.util.Set;

/** The published storages by the names that publications have for them: the default one is empty. */
public final class Storages {
    private final Map<String, Storage> storages;

    /** These storages; the default one among them. */
    public Storages(Map<String, Storage> storages) {
        this.storages = Map.copyOf(storages);
    }

    /** The default storage alone. */
    public static Storages only(PublishedPaths paths) {
        return new Storages(Map.of("", new Storage(paths, LinkMethod.HARDLINK, Readers.GATEWAY)));
    }

    /** The names, in no order. */
    public Set<String> names() {
        return storages.keySet();
    }

    /** The layout of a storage; one that is not configured is refused. */
    public PublishedPaths paths(String name) {
        return storage(name).paths();
    }

    /** How files come to a storage; one that is not configured is refused. */
    LinkMethod method(String name) {
        return storage(name).method();
    }

    /** A storage; one that is not configured is refused. */
    public Storage storage(String name) {
        Storage found = storages.get(name);
        if (found == null) {
            throw new Refused(
                    PublishFault.UNKNOWN_STORAGE,
                    "published local storage " + Fault.bounded(name.replaceFirst("^filesystem:", ""))
                            + " not configured");
        }
        return found;
    }

    /** A storage: where it is, how files come to it, and for whom. */
    public record Storage(PublishedPaths paths, LinkMethod method, Readers readers) {}
}
