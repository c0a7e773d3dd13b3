package io.staithe.publish.files;

import io.staithe.archive.shard.Shard;
import java.util.function.Function;

/**
 * A shard that is kept.
 *
 * @param id its row
 * @param location where its file is
 */
public record KeptShard(long id, Shard shard, String location) implements Text {
    @Override
    public String sha256() {
        return shard.sha256();
    }

    @Override
    public <T> T fold(Function<KeptShard, T> kept, Function<Fresh, T> fresh) {
        return kept.apply(this);
    }
}
