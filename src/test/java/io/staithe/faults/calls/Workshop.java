package io.staithe.faults.calls;

import io.staithe.faults.history.Item;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Builds packages for all jobs, and knows afterwards which package a key is. */
public final class Workshop {
    private static final int LARGE_ONE_IN = 40;
    private static final int LARGE_BYTES = 1 << 18;

    private final Map<String, Item> items = new ConcurrentHashMap<>();

    Build build(String name, String text, Random random) {
        int payload = random.nextInt(LARGE_ONE_IN) == 0 ? LARGE_BYTES + random.nextInt(LARGE_BYTES) : 0;
        Build build = Build.of(name, text, payload);
        items.put(build.key(), build.item());
        return build;
    }

    /** The package of a key as aptly's dialect tells it; one that nobody built is something else than any. */
    public Item item(String key) {
        String[] words = key.split(" ");
        Item known = items.get(key);
        return known == null
                ? new Item(words[1] + "_" + words[2] + "_" + words[0].substring(1), "unknown " + words[3])
                : known;
    }
}
