package io.staithe.testkit;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A stream of given bytes and of repeatable noise of any length, made while it is read; skips in constant time. */
final class Segments extends InputStream {
    private static final int CHUNK = 64 * 1024;

    private final List<Segment> segments;
    private final byte[] noise = new byte[CHUNK];
    private long noiseChunk = -1;
    private long noiseSeed;
    private int current;
    private long offset;

    Segments(List<Segment> segments) {
        this.segments = new ArrayList<>(segments);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) {
        if (length == 0) {
            return 0;
        }
        passFinished();
        if (current == segments.size()) {
            return -1;
        }
        Segment segment = segments.get(current);
        int count = (int) Math.min(length, segment.length() - offset);
        if (segment.isNoise()) {
            count = copyNoise(segment, target, start, count);
        } else {
            System.arraycopy(segment.bytes(), (int) offset, target, start, count);
        }
        offset += count;
        return count;
    }

    @Override
    public long skip(long count) {
        long left = count;
        while (left > 0) {
            passFinished();
            if (current == segments.size()) {
                break;
            }
            long step = Math.min(left, segments.get(current).length() - offset);
            offset += step;
            left -= step;
        }
        return count - left;
    }

    private void passFinished() {
        while (current < segments.size() && offset == segments.get(current).length()) {
            current++;
            offset = 0;
        }
    }

    private int copyNoise(Segment segment, byte[] target, int start, int count) {
        long chunk = offset / CHUNK;
        if (chunk != noiseChunk || segment.seed() != noiseSeed) {
            new SplittableRandom(segment.seed() * 0x9E3779B97F4A7C15L + chunk).nextBytes(noise);
            noiseChunk = chunk;
            noiseSeed = segment.seed();
        }
        int within = (int) (offset % CHUNK);
        int copied = Math.min(count, CHUNK - within);
        System.arraycopy(noise, within, target, start, copied);
        return copied;
    }

    /**
     * Bytes, or noise of a seed.
     *
     * @param bytes the bytes; empty for noise
     * @param length how many there are
     * @param seed what the noise is made from
     */
    record Segment(byte[] bytes, long length, long seed) {
        static Segment of(byte[] bytes) {
            return new Segment(bytes, bytes.length, 0);
        }

        static Segment noise(long length, long seed) {
            return new Segment(new byte[0], length, seed);
        }

        boolean isNoise() {
            return bytes.length == 0;
        }
    }
}
