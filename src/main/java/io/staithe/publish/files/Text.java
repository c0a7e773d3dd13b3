package io.staithe.publish.files;

import java.util.function.Function;

/** The text of a shard: of one that is kept, or of one that is to be. */
public sealed interface Text permits KeptShard, Text.Fresh {
    /** Its digest, lower-case hexadecimal. */
    String sha256();

    /** What one of the two makes of it. */
    <T> T fold(Function<KeptShard, T> kept, Function<Fresh, T> fresh);

    /**
     * A text that is not kept yet.
     *
     * @param bytes not empty; not copied: nobody writes to them
     */
    record Fresh(String sha256, byte[] bytes) implements Text {
        @Override
        public <T> T fold(Function<KeptShard, T> kept, Function<Fresh, T> fresh) {
            return fresh.apply(this);
        }
    }
}
