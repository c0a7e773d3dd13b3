package io.staithe.loadtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A package of any size that is made while it is read: one file of random bytes, stored as it is. */
final class LargeDeb extends InputStream {
    private static final int REPEATED = 1 << 20;
    private static final byte[] RANDOM = new byte[REPEATED];

    static {
        new SplittableRandom(7).nextBytes(RANDOM);
    }

    private final ByteArrayInputStream head;
    private final byte[] own;
    private long payload;
    private long padding;

    /** A package of this name whose file has so many bytes. */
    LargeDeb(String name, long bytes) {
        this.head = new ByteArrayInputStream(Debs.headOfStored(name, bytes));
        this.own = name.getBytes(UTF_8);
        this.payload = bytes;
        this.padding = Debs.tailOfStored(bytes);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (head.available() > 0) {
            return head.read(into, offset, length);
        }
        if (payload > 0) {
            int count = (int) Math.min(Math.min(length, payload), REPEATED);
            System.arraycopy(RANDOM, 0, into, offset, count);
            // Each package has other bytes, else the server would have to keep one of them only.
            System.arraycopy(own, 0, into, offset, Math.min(own.length, count));
            payload -= count;
            return count;
        }
        if (padding == 0) {
            return -1;
        }
        int count = (int) Math.min(length, padding);
        Arrays.fill(into, offset, offset + count, (byte) 0);
        padding -= count;
        return count;
    }
}
