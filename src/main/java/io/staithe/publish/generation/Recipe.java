package io.staithe.publish.generation;

import io.staithe.archive.shard.Pressed;
import io.staithe.publish.Payloads;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.generation.Edition.Pinned;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Everything that decides the bytes of a generation but its dates: two generations of one publication with one recipe
 * say the same.
 *
 * @param form grows whenever this program writes indexes or Release files otherwise than before
 * @param rendering what the settings of the renderer make of it
 * @param keys fingerprints in the order of the signatures; empty where it is not signed
 */
record Recipe(
        int form,
        String rendering,
        List<Pinned> sources,
        List<String> architectures,
        Options options,
        List<String> keys) {
    private static final int FORM = 1;

    static Recipe of(Edition edition, String rendering, List<String> keys) {
        return new Recipe(FORM, rendering, edition.sources(), edition.architectures(), edition.options(), keys);
    }

    /** What the database keeps of it. */
    String digest() {
        return Pressed.digest(Payloads.write(this).getBytes(StandardCharsets.UTF_8));
    }
}
