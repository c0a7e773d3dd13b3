package io.staithe.publish.index;

import io.staithe.archive.shard.Shard;
import io.staithe.publish.files.KeptShard;
import java.util.Collection;
import reactor.core.publisher.Mono;

/**
 * The rows of shards. A kept shard that no list names, and that was not touched lately, may be swept; so whoever finds
 * one touches it in the same statement. A lost connection is UNAVAILABLE everywhere.
 */
public interface ShardStore {
    /** The kept shard of a text, touched; empty where there is none, or none of this codec. */
    Mono<KeptShard> touched(String sha256);

    /**
     * Makes the row of a shard whose file is on disk. Emits the kept shard of its text: this one, or the one of whoever
     * was faster, with the location of theirs.
     */
    Mono<KeptShard> keep(Shard shard, String location);

    /** Gives shards up whose files are gone: nobody uses them, nor the lists that name them, any more. Repeatable. */
    Mono<Void> giveUp(Collection<KeptShard> lost);
}
