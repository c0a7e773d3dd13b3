package io.staithe.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What leads from one text of an index to another, as {@code diff --ed} writes it: commands {@code a c d} from the last
 * line to the first, added text ended by a lone dot (apt's pdiffs; the DebianRepository/Format page, "indices diffs").
 *
 * <p>Stanzas are compared whole. Indexes of one kind are in one order, so the stanzas that both have are in one order
 * too, and nothing has to be searched for. Holds the text that is new and sixteen bytes per stanza.
 */
public final class IndexPatch {
    private static final byte[] DOT = ".\n".getBytes(StandardCharsets.US_ASCII);

    private IndexPatch() {}

    /** The commands; none for equal texts. Texts end in a blank line, or are empty. */
    public static byte[] of(Text before, Text after) throws IOException {
        List<Stanza> old = stanzas(before);
        Set<Key> kept = new HashSet<>();
        stanzas(after).forEach(stanza -> kept.add(stanza.key()));
        Set<Key> known = new HashSet<>();
        old.forEach(stanza -> known.add(stanza.key()));
        List<Step> steps = new ArrayList<>();
        try (Reader reader = new Reader(after.open())) {
            Walk walk = new Walk(old, kept, known);
            for (byte[] stanza = reader.next(); stanza != null; stanza = reader.next()) {
                walk.take(stanza, steps);
            }
            walk.end(steps);
        }
        return script(steps);
    }

    private static byte[] script(List<Step> steps) {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        for (int i = steps.size() - 1; i >= 0; i--) {
            steps.get(i).write(script);
        }
        return script.toByteArray();
    }

    private static List<Stanza> stanzas(Text text) throws IOException {
        List<Stanza> stanzas = new ArrayList<>();
        try (Reader reader = new Reader(text.open())) {
            for (byte[] stanza = reader.next(); stanza != null; stanza = reader.next()) {
                stanzas.add(new Stanza(Key.of(stanza), lines(stanza)));
            }
        }
        return stanzas;
    }

    private static int lines(byte[] stanza) {
        int lines = 0;
        for (byte each : stanza) {
            lines += each == '\n' ? 1 : 0;
        }
        return lines;
    }

    /** A text that can be read again and again. */
    public interface Text {
        /** The text from its beginning; the caller closes it. */
        InputStream open() throws IOException;
    }

    private record Stanza(Key key, int lines) {}

    /** A digest of a stanza, cut. */
    private record Key(long first, long second) {
        static Key of(byte[] stanza) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(stanza);
                return new Key(number(digest, 0), number(digest, Long.BYTES));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static long number(byte[] digest, int from) {
            long number = 0;
            for (int i = from; i < from + Long.BYTES; i++) {
                number = number << Byte.SIZE | digest[i] & 0xff;
            }
            return number;
        }
    }

    /** Lines of the old text from one after {@code after} on, so many of them, in whose place comes a text. */
    private record Step(int after, int removed, byte[] added) {
        void write(ByteArrayOutputStream script) {
            if (removed == 0 && added.length == 0) {
                return;
            }
            String first = Integer.toString(after + 1);
            String range = removed > 1 ? first + "," + (after + removed) : first;
            String command = removed == 0 ? after + "a" : range + (added.length == 0 ? "d" : "c");
            script.writeBytes((command + "\n").getBytes(StandardCharsets.US_ASCII));
            if (added.length > 0) {
                script.writeBytes(added);
                script.writeBytes(DOT);
            }
        }
    }

    /** Goes through both texts side by side. */
    private static final class Walk {
        private final List<Stanza> old;
        private final Set<Key> kept;
        private final Set<Key> known;
        private final ByteArrayOutputStream added = new ByteArrayOutputStream();
        private int next;
        private int line;

        Walk(List<Stanza> old, Set<Key> kept, Set<Key> known) {
            this.old = old;
            this.kept = kept;
            this.known = known;
        }

        /** The next stanza of the new text. */
        void take(byte[] stanza, List<Step> steps) {
            Key key = Key.of(stanza);
            if (!known.contains(key)) {
                added.writeBytes(stanza);
                return;
            }
            int removed = 0;
            while (next < old.size() && !old.get(next).key().equals(key)) {
                removed += old.get(next).lines();
                if (kept.contains(old.get(next).key())) {
                    throw new IllegalArgumentException("the texts have their stanzas in different orders");
                }
                next++;
            }
            step(removed, steps);
            line += old.get(next).lines();
            next++;
        }

        void end(List<Step> steps) {
            int removed = 0;
            for (; next < old.size(); next++) {
                removed += old.get(next).lines();
            }
            step(removed, steps);
        }

        private void step(int removed, List<Step> steps) {
            steps.add(new Step(line, removed, added.toByteArray()));
            line += removed;
            added.reset();
        }
    }

    /** Cuts a text into stanzas with the blank line that ends each. */
    private static final class Reader implements AutoCloseable {
        private static final int BUFFER_BYTES = 64 * 1024;

        private final InputStream in;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private final ByteArrayOutputStream stanza = new ByteArrayOutputStream();
        private int at;
        private int end;

        Reader(InputStream in) {
            this.in = in;
        }

        /** The next stanza, or null at the end. */
        byte @Nullable [] next() throws IOException {
            stanza.reset();
            boolean ended = false;
            while (fill()) {
                byte each = buffer[at++];
                stanza.write(each);
                if (each == '\n' && ended) {
                    return stanza.toByteArray();
                }
                ended = each == '\n';
            }
            return stanza.size() == 0 ? null : stanza.toByteArray();
        }

        private boolean fill() throws IOException {
            if (at == end) {
                end = in.read(buffer);
                at = 0;
            }
            return end > 0;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
