package io.staithe.archive.shard;

import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the entries of an index, told in their order, into the texts of shards. For one thread at a time.
 *
 * <p>Where it cuts depends on what came since the boundary before, so a cutter that begins at any boundary goes on as
 * one that began at the beginning.
 *
 * @param <K> what names an entry; its text decides about boundaries
 */
public final class Cutter<K> {
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(Boundaries.MAX_BYTES);
    private @Nullable K first;

    /** Takes the next entry, which is not empty; the shard that ended before it, if a boundary lies there. */
    public Optional<Cut<K>> add(K key, byte[] entry) {
        Optional<Cut<K>> ended = Optional.empty();
        if (Boundaries.isBefore(key.toString(), entry.length, pending.size())) {
            ended = end();
        }
        if (pending.size() == 0) {
            first = key;
        }
        pending.writeBytes(entry);
        return ended;
    }

    /** The shard that ends with the last entry; empty where no entry came since the boundary before. */
    public Optional<Cut<K>> end() {
        if (pending.size() == 0) {
            return Optional.empty();
        }
        Cut<K> cut = new Cut<>(Objects.requireNonNull(first), pending.toByteArray());
        pending.reset();
        return Optional.of(cut);
    }

    /** The key of the first entry of a shard, and its text. */
    public record Cut<K>(K first, byte[] text) {}
}
