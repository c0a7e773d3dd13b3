package io.staithe.web.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many wrong credentials each address may show in a minute before it is told to wait. What was used comes back
 * evenly. Of IPv6 a network of 64 bits is one address, since a guesser has all of it. Of {@value #MOST_KNOWN} addresses
 * the one that was silent for longest is forgotten. Threads: any.
 */
public final class WrongCredentials {
    private static final int MOST_KNOWN = 10_000;
    private static final double MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int NETWORK_BYTES = 8;

    private final int perMinute;
    private final LongSupplier nanos;
    private final Map<String, Left> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Left> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    /**
     * Nobody has shown any yet.
     *
     * @param perMinute how many of one address; 0 for any
     * @param nanos a clock that never goes back
     */
    public WrongCredentials(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.nanos = nanos;
    }

    /** Counts wrong ones of an address, and tells how long it has to wait; zero where it need not. */
    synchronized Duration shown(@Nullable InetSocketAddress from) {
        if (perMinute == 0 || from == null) {
            return Duration.ZERO;
        }
        long now = nanos.getAsLong();
        Left before = known.get(name(from));
        double left = before == null
                ? perMinute
                : Math.min(perMinute, before.count() + (now - before.at()) / MINUTE * perMinute);
        known.put(name(from), new Left(Math.max(0, left - 1), now));
        return left >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - left) / perMinute * MINUTE));
    }

    private static String name(InetSocketAddress from) {
        InetAddress address = from.getAddress();
        if (address == null) {
            return from.getHostString();
        }
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.getHostAddress();
    }

    /** What an address had left at a time. */
    private record Left(double count, long at) {}
}
