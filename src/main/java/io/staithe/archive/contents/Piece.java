package io.staithe.archive.contents;

import java.util.function.Function;
import java.util.function.IntFunction;

/** A piece of the new text: a shard of the old one as it is, or lines that were cut anew. */
public sealed interface Piece {
    /** What one of the two makes of it. */
    <T> T fold(IntFunction<T> kept, Function<Fresh, T> fresh);

    /**
     * A shard that needs no look.
     *
     * @param shard its place in the old list, from 0
     */
    record Kept(int shard) implements Piece {
        @Override
        public <T> T fold(IntFunction<T> kept, Function<Fresh, T> fresh) {
            return kept.apply(shard);
        }
    }

    /**
     * A shard that may be new.
     *
     * @param text its lines; not to be changed
     * @param lastPath the path of the last one; not to be changed
     */
    record Fresh(byte[] text, byte[] lastPath) implements Piece {
        @Override
        public <T> T fold(IntFunction<T> kept, Function<Fresh, T> fresh) {
            return fresh.apply(this);
        }
    }
}
