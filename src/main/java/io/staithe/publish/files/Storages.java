package io.staithe.publish.files;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.PublishFault;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The published storages by the names that publications have for them: the default one is empty. */
public final class Storages {
    private static final String OBJECT_STORE = "s3:";

    private final Map<String, Storage> storages;

    /** These storages; the default one among them. */
    public Storages(Map<String, Storage> storages) {
        this.storages = Map.copyOf(storages);
    }

    /** The default storage alone. */
    public static Storages only(PublishedPaths paths) {
        return new Storages(Map.of("", new Storage(paths, LinkMethod.HARDLINK, Readers.GATEWAY)));
    }

    /** Those that are seen on the disk where their generations are: all but buckets. */
    public Storages onDisk() {
        return new Storages(storages.entrySet().stream()
                .filter(storage -> !storage.getKey().startsWith(OBJECT_STORE))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
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
                    (name.startsWith(OBJECT_STORE) ? "published S3 storage " : "published local storage ")
                            + Fault.bounded(name.replaceFirst("^(filesystem|s3):", ""))
                            + " not configured");
        }
        return found;
    }

    /** A storage: where it is, how files come to it, and for whom. */
    public record Storage(PublishedPaths paths, LinkMethod method, Readers readers) {}
}
