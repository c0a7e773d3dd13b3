package io.staithe.archive.contents;

/** The lines of a shard, one at a time. For one thread. */
final class ShardLines {
    private final byte[] text;
    private int begin;
    private int end;
    private int pathEnd;

    ShardLines(byte[] text) {
        this.text = text;
        read();
    }

    /** Whether it stands on a line. */
    boolean hasLine() {
        return begin < text.length;
    }

    /** Goes to the next line. */
    void next() {
        begin = end;
        read();
    }

    /** Compares the path with that of an entry. */
    int comparePath(ContentsEntry entry) {
        return -entry.comparePath(text, begin, pathEnd);
    }

    /** Tells the locations to a line. */
    void readInto(ContentsLine line) {
        line.read(text, pathEnd + 1, end - 1);
    }

    /** Copies the line as it is; tells whether a shard ends with it. */
    boolean copyTo(LineCutter cutter) {
        return cutter.add(text, begin, end, pathEnd - begin);
    }

    private void read() {
        if (!hasLine()) {
            return;
        }
        end = begin;
        pathEnd = begin;
        while (text[end] != '\n') {
            if (text[end] == ' ') {
                pathEnd = end;
            }
            end++;
        }
        end++;
    }
}
