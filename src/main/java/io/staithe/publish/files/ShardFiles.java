package io.staithe.publish.files;

import io.staithe.archive.shard.Pressed;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files of shards; never written again. Blocks.
 *
 * <pre>
 * FIRST/REST-ATTEMPT     FIRST: two digits of the text's digest, REST: the others, ATTEMPT: of whoever wrote it;
 *                        its text, its gzip member, its xz block, one after another
 * </pre>
 *
 * @param root absolute
 */
public record ShardFiles(Path root) {
    private static final int FIRST_DIGITS = 2;

    /** Writes a shard under a name of its own; on disk when it returns. */
    public String write(Pressed pressed) throws IOException {
        String digest = pressed.shard().sha256();
        String location =
                digest.substring(0, FIRST_DIGITS) + "/" + digest.substring(FIRST_DIGITS) + "-" + UUID.randomUUID();
        Path file = file(location);
        Set<Path> changed = new HashSet<>();
        Durable.makeDirectories(Durable.parent(file), changed);
        changed.add(Durable.parent(file));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (byte[] form : List.of(pressed.text(), pressed.gzip(), pressed.xz())) {
                ByteBuffer bytes = ByteBuffer.wrap(form);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        Durable.sync(changed);
        return location;
    }

    /** The text of a shard. */
    public byte[] text(KeptShard kept) throws IOException {
        try (InputStream in = Files.newInputStream(file(kept.location()))) {
            byte[] text = in.readNBytes(kept.shard().textBytes());
            if (text.length < kept.shard().textBytes()) {
                throw new EOFException("the shard " + kept.location() + " is cut off");
            }
            return text;
        }
    }

    /** Those whose files are gone or cut off. */
    public List<KeptShard> lost(Collection<KeptShard> kept) throws IOException {
        List<KeptShard> lost = new ArrayList<>();
        for (KeptShard each : kept) {
            if (sizeBytes(file(each.location())) != each.shard().sizeBytes()) {
                lost.add(each);
            }
        }
        return lost;
    }

    private static long sizeBytes(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /** Deletes the file of a shard that no row names. */
    public void delete(String location) throws IOException {
        Files.deleteIfExists(file(location));
    }

    /** The directories that files of shards lie in. */
    List<Path> directories() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    /** Where the file of a shard is. */
    public Path file(String location) {
        return root.resolve(location);
    }
}
