package io.staithe.publish.files;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What is seen of each storage without this server, by the names that publications have for storages. */
public final class Outsides {
    private final Storages storages;
    private final Map<String, Outside> outsides = new HashMap<>();

    /** One for each of these storages. */
    public Outsides(Storages storages, Function<String, Outside> made) {
        this.storages = storages;
        storages.names().forEach(name -> outsides.put(name, made.apply(name)));
    }

    /** That of a storage; one that is not configured is refused. */
    public Outside of(String storage) {
        Outside found = outsides.get(storage);
        return found == null ? refused(storage) : found;
    }

    private Outside refused(String storage) {
        storages.storage(storage);
        throw new IllegalStateException("nothing is seen of the storage " + storage);
    }

    /** All of them, in no order. */
    public Collection<Outside> all() {
        return outsides.values();
    }

    /** Lets go of what they hold. */
    public void close() {
        outsides.values().forEach(Outside::close);
    }

    /** Whether what is shown in a storage has to be there before: who does not find it cannot ask this server. */
    public boolean precedeTheSwitch(String storage) {
        return storages.storage(storage).readers() == Readers.ANYBODY;
    }
}
