package io.staithe.publish.files;

import io.staithe.archive.Algorithm;
import io.staithe.archive.Compression;
import io.staithe.archive.Sums;
import io.staithe.archive.shard.Shard;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** Puts the parts of shards together to indexes, and sums them in the same pass. Blocks; for any thread. */
public final class Splicer {
    private final ShardFiles files;
    private final Set<Algorithm> others;
    private final Prefixes prefixes = new Prefixes();

    /**
     * A splicer of shards.
     *
     * @param others what is summed beside SHA256
     */
    public Splicer(ShardFiles files, Set<Algorithm> others) {
        this.files = files;
        this.others = Set.copyOf(others);
    }

    /** Whether these sums have everything that is asked for. */
    public boolean isEnough(Sums sums) {
        return sums.hasAll(others);
    }

    /** The sums of a form, without writing it; any but bzip2. */
    public Sums sums(Compression form, List<KeptShard> shards) throws IOException {
        return ended(form, shards, summed(form, shards));
    }

    /** The sums of the plain form, of which some texts may not be kept yet. */
    public Sums sums(List<Text> texts) throws IOException {
        return summed(Compression.PLAIN, texts).sums();
    }

    private Summing summed(Compression form, List<? extends Text> texts) throws IOException {
        List<String> names = Prefixes.names(form, texts);
        var known = prefixes.longest(names, begun(form));
        Summing summing = known.summing();
        ByteBuffer room = roomFor(form, texts);
        for (int at = known.shards(); at < texts.size(); at++) {
            ByteBuffer part = texts.get(at)
                    .<Part>fold(kept -> () -> read(form, kept, room), fresh -> () -> ByteBuffer.wrap(fresh.bytes()))
                    .bytes();
            summing.add(part.array(), 0, part.limit());
            prefixes.note(names, at + 1, summing);
        }
        return summing;
    }

    /** Writes a form to a new file; on disk when it returns. */
    Sums write(Compression form, List<KeptShard> shards, Path file) throws IOException {
        return form == Compression.BZIP2 ? packed(shards, file) : spliced(form, shards, file);
    }

    private Sums packed(List<KeptShard> shards, Path file) throws IOException {
        DigestedFile out = new DigestedFile(file, "", others);
        try (out;
                OutputStream packed = new BZip2CompressorOutputStream(out)) {
            ByteBuffer part = roomFor(Compression.PLAIN, shards);
            for (KeptShard shard : shards) {
                read(Compression.PLAIN, shard, part);
                packed.write(part.array(), 0, part.limit());
            }
        }
        return out.listed().sums();
    }

    private Sums spliced(Compression form, List<KeptShard> shards, Path file) throws IOException {
        List<String> names = Prefixes.names(form, shards);
        var known = prefixes.longest(names, begun(form));
        Summing summing = known.summing();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(out, ByteBuffer.wrap(form.head()));
            ByteBuffer part = roomFor(form, shards);
            for (int at = 0; at < shards.size(); at++) {
                read(form, shards.get(at), part);
                write(out, part);
                if (at >= known.shards()) {
                    summing.add(part.array(), 0, part.limit());
                    prefixes.note(names, at + 1, summing);
                }
            }
            write(out, ByteBuffer.wrap(form.tail(measures(shards))));
            out.force(true);
        }
        return ended(form, shards, summing);
    }

    /** The files that it reads. */
    public ShardFiles files() {
        return files;
    }

    private Summing begun(Compression form) {
        Summing summing = new Summing(others);
        summing.add(form.head(), 0, form.head().length);
        return summing;
    }

    private static Sums ended(Compression form, List<KeptShard> shards, Summing summing) {
        byte[] tail = form.tail(measures(shards));
        summing.add(tail, 0, tail.length);
        return summing.sums();
    }

    /** Room for any part of these shards, one after another: to make room for each costs as much as to read it. */
    private static ByteBuffer roomFor(Compression form, List<? extends Text> texts) {
        return ByteBuffer.allocate(texts.stream()
                .mapToInt(text -> text.fold(kept -> form.length(kept.shard()), fresh -> 0))
                .max()
                .orElse(0));
    }

    /** Reads a part into a buffer, from its beginning to its limit. */
    private ByteBuffer read(Compression form, KeptShard kept, ByteBuffer part) throws IOException {
        part.clear().limit(form.length(kept.shard()));
        long offset = form.offset(kept.shard());
        try (FileChannel in = FileChannel.open(files.file(kept.location()), StandardOpenOption.READ)) {
            while (part.hasRemaining()) {
                if (in.read(part, offset + part.position()) < 0) {
                    throw new EOFException("the shard " + kept.location() + " is cut off");
                }
            }
        }
        return part.flip();
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static List<Shard> measures(List<KeptShard> shards) {
        return shards.stream().map(KeptShard::shard).toList();
    }

    /** A part of a form, from the beginning of its array to its limit. */
    private interface Part {
        ByteBuffer bytes() throws IOException;
    }
}
