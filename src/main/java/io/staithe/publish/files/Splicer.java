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
        List<String> names = Prefixes.names(form, shards);
        var known = prefixes.longest(names, begun(form));
        Summing summing = known.summing();
        for (int at = known.shards(); at < shards.size(); at++) {
            byte[] part = part(form, shards.get(at));
            summing.add(part, 0, part.length);
            prefixes.note(names, at + 1, summing);
        }
        return ended(form, shards, summing);
    }

    /** Writes a form to a new file; on disk when it returns. */
    Sums write(Compression form, List<KeptShard> shards, Path file) throws IOException {
        return form == Compression.BZIP2 ? packed(shards, file) : spliced(form, shards, file);
    }

    private Sums packed(List<KeptShard> shards, Path file) throws IOException {
        DigestedFile out = new DigestedFile(file, "", others);
        try (out;
                OutputStream packed = new BZip2CompressorOutputStream(out)) {
            for (KeptShard shard : shards) {
                packed.write(part(Compression.PLAIN, shard));
            }
        }
        return out.listed().sums();
    }

    private Sums spliced(Compression form, List<KeptShard> shards, Path file) throws IOException {
        List<String> names = Prefixes.names(form, shards);
        var known = prefixes.longest(names, begun(form));
        Summing summing = known.summing();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(out, form.head());
            for (int at = 0; at < shards.size(); at++) {
                byte[] part = part(form, shards.get(at));
                write(out, part);
                if (at >= known.shards()) {
                    summing.add(part, 0, part.length);
                    prefixes.note(names, at + 1, summing);
                }
            }
            write(out, form.tail(measures(shards)));
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

    private byte[] part(Compression form, KeptShard kept) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(form.length(kept.shard()));
        long offset = form.offset(kept.shard());
        try (FileChannel in = FileChannel.open(files.file(kept.location()), StandardOpenOption.READ)) {
            while (part.hasRemaining()) {
                if (in.read(part, offset + part.position()) < 0) {
                    throw new EOFException("the shard " + kept.location() + " is cut off");
                }
            }
        }
        return part.array();
    }

    private static void write(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    private static List<Shard> measures(List<KeptShard> shards) {
        return shards.stream().map(KeptShard::shard).toList();
    }
}
