package io.staithe.publish.files;

import io.staithe.archive.Compression;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Digests of the beginnings of indexes that were summed lately, so that an index that begins like another is summed
 * from where they part. Memory only: a beginning is known by the digests of all its shards, which decide its bytes.
 */
final class Prefixes {
    private static final int KEPT = 8192;
    private static final int EVERY = 8;

    private final Map<String, Summing> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Summing> eldest) {
            return size() > KEPT;
        }
    };

    /** Names of the beginnings that may be known, the shortest first. */
    static List<String> names(Compression form, List<? extends Text> texts) {
        List<String> names = new ArrayList<>(texts.size() / EVERY);
        StringBuilder name = new StringBuilder(form.name());
        for (int count = 1; count <= texts.size(); count++) {
            name.append(texts.get(count - 1).sha256());
            if (count % EVERY == 0) {
                names.add(digest(name.toString()));
                name.setLength(0);
                name.append(names.get(names.size() - 1));
            }
        }
        return names;
    }

    /** The longest beginning that is known; its summing is the caller's own. */
    synchronized Beginning longest(List<String> names, Summing fresh) {
        for (int at = names.size() - 1; at >= 0; at--) {
            Summing summing = known.get(names.get(at));
            if (summing != null) {
                return new Beginning((at + 1) * EVERY, summing.copy());
            }
        }
        return new Beginning(0, fresh);
    }

    /** Notes where a summing stands after so many shards. */
    synchronized void note(List<String> names, int count, Summing summing) {
        if (count % EVERY == 0) {
            known.putIfAbsent(names.get(count / EVERY - 1), summing.copy());
        }
    }

    private static String digest(String text) {
        try {
            return new String(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1)),
                    StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A summing that stands after so many shards. */
    record Beginning(int shards, Summing summing) {}
}
