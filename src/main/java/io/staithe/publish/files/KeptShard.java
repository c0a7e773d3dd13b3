package io.staithe.publish.files;

import io.staithe.archive.shard.Shard;

/**
 * A shard that is kept.
 *
 * @param id its row
 * @param location where its file is
 */
public record KeptShard(long id, Shard shard, String location) {}
