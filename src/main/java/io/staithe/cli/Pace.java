package io.staithe.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How quickly a transfer goes on, smoothed over the last looks at it. Not safe for threads. */
final class Pace {
    /** What the last look counts against those before. */
    private static final double WEIGHT = 0.2;

    private final Transfer transfer;
    private Transfer.@Nullable Stage stage;
    private long bytes;
    private long at;
    private double rate;

    Pace(Transfer transfer) {
        this.transfer = transfer;
    }

    Transfer transfer() {
        return transfer;
    }

    /** Looks at the transfer. */
    void look(long nanos) {
        long now = transfer.bytes();
        if (stage != transfer.stage() || now < bytes) {
            stage = transfer.stage();
            rate = 0;
        } else if (nanos > at) {
            double fresh = (now - bytes) * 1e9 / (nanos - at);
            rate = rate == 0 ? fresh : WEIGHT * fresh + (1 - WEIGHT) * rate;
        }
        bytes = now;
        at = nanos;
    }

    /** Where it stands: {@code sent 42 % of 2.3 GB, 231 MB/s, 0:05 left}. */
    String words() {
        Transfer.Stage now = stage == null ? transfer.stage() : stage;
        if (!now.isCounted()) {
            return now.word();
        }
        String words =
                String.format(Locale.ROOT, "%s %2d %% of %s", now.word(), percent(), Sizes.bytes(transfer.size()));
        return rate < 1
                ? words
                : words + ", " + Sizes.bytes(rate) + "/s, " + Sizes.time(Math.round((transfer.size() - bytes) / rate))
                        + " left";
    }

    int percent() {
        return transfer.size() == 0 ? 100 : (int) Math.min(100, bytes * 100 / transfer.size());
    }
}
