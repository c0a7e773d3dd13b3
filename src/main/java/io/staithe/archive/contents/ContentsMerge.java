package io.staithe.archive.contents;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings a text up to date, shard by shard: shards in whose range nothing changes are kept unread, the others are
 * merged with the changes and cut anew until a cut falls on an old one. For the same lines the pieces have the same
 * texts, whatever the old text was; from an empty list it is the text made from nothing.
 *
 * <p>Holds one old shard and one new one. For one thread.
 */
public final class ContentsMerge {
    private final List<byte[]> lastPaths;
    private final Texts texts;
    private final EntrySource changes;
    private final LineCutter cutter;
    private int shard;
    private @Nullable ShardLines open;
    private boolean begun;
    private boolean hasChange;

    /**
     * A merge of net changes into an old text.
     *
     * @param lastPaths the path of the last line of each old shard
     * @param changes what {@link NetChanges} tells, not read yet
     */
    public ContentsMerge(List<byte[]> lastPaths, Texts texts, EntrySource changes) {
        this(lastPaths, texts, changes, LineCutter.Sizes.USUAL);
    }

    ContentsMerge(List<byte[]> lastPaths, Texts texts, EntrySource changes, LineCutter.Sizes sizes) {
        this.lastPaths = List.copyOf(lastPaths);
        this.texts = texts;
        this.changes = changes;
        this.cutter = new LineCutter(sizes);
    }

    /**
     * The next piece of the new text; empty at its end. {@link ContentsFault#LINE_MISSING} where the old text is wrong.
     */
    public Optional<Piece> next() throws IOException {
        if (!begun) {
            begun = true;
            hasChange = changes.next();
        }
        while (true) {
            if (open == null && shard < lastPaths.size()) {
                if (canKeep()) {
                    shard++;
                    return Optional.of(new Piece.Kept(shard - 1));
                }
                open = new ShardLines(texts.text(shard));
            }
            if (open == null && !hasChange) {
                return cutter.isEmpty() ? Optional.empty() : Optional.of(cutter.take());
            }
            if (step()) {
                return Optional.of(cutter.take());
            }
        }
    }

    private boolean canKeep() {
        return cutter.isEmpty() && !isChangeHere();
    }

    /** Whether the next change belongs to the present shard; all that come after the last one belong to it. */
    private boolean isChangeHere() {
        if (!hasChange || shard >= lastPaths.size() - 1) {
            return hasChange;
        }
        byte[] last = lastPaths.get(shard);
        return changes.entry().comparePath(last, 0, last.length) <= 0;
    }

    /** Takes one path from the old text, the changes or both; tells whether the new shard ends with it. */
    private boolean step() throws IOException {
        ShardLines lines = open;
        if (lines == null || !lines.hasLine()) {
            return isChangeHere() ? write(changed(null)) : finish();
        }
        int order = isChangeHere() ? lines.comparePath(changes.entry()) : -1;
        if (order > 0) {
            return write(changed(null));
        }
        if (order == 0) {
            ContentsLine line = changed(lines);
            lines.next();
            return write(line);
        }
        boolean cut = lines.copyTo(cutter);
        lines.next();
        return cut;
    }

    private boolean finish() {
        open = null;
        shard++;
        return false;
    }

    /** The line of the next changed path, with the locations that the old text has for it. */
    private ContentsLine changed(@Nullable ShardLines old) throws IOException {
        ContentsLine line = new ContentsLine(changes.entry().path());
        if (old != null) {
            old.readInto(line);
        }
        do {
            line.apply(changes.entry());
            hasChange = changes.next();
        } while (hasChange && changes.entry().comparePath(line.path(), 0, line.path().length) == 0);
        return line;
    }

    private boolean write(ContentsLine line) {
        if (line.isEmpty()) {
            return false;
        }
        byte[] text = line.text();
        return cutter.add(text, 0, text.length, line.path().length);
    }

    /** The old shards. */
    public interface Texts {
        /** The text of the old shard at this place; not to be changed. */
        byte[] text(int shard) throws IOException;
    }
}
