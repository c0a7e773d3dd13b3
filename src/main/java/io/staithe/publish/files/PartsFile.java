package io.staithe.publish.files;

import io.staithe.archive.Compression;
import io.staithe.publish.PublishedFiles.Piece;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What says of which pieces an index is put together that is not written: those of shards, and what its form has before
 * and after them.
 *
 * <pre>
 * BYTES OFFSET FILE    a piece of a file, whose path begins where the directory of the publication is
 * BYTES OFFSET .       a piece of what comes after the empty line
 *
 * …                    what is in no shard
 * </pre>
 *
 * @param name the file
 * @param bytes what it says; not copied
 */
record PartsFile(Path name, byte[] bytes) {
    private static final String OWN = ".";

    /** Says where the parts of shards are. */
    static PartsFile of(Path name, Compression form, List<KeptShard> shards, ShardFiles files) {
        String root = base(name).relativize(files.root()).toString();
        byte[] head = form.head();
        byte[] tail = form.tail(shards.stream().map(KeptShard::shard).toList());
        StringBuilder lines = new StringBuilder();
        line(lines, head.length, 0, OWN);
        for (KeptShard kept : shards) {
            line(lines, form.length(kept.shard()), form.offset(kept.shard()), root + "/" + kept.location());
        }
        line(lines, tail.length, head.length, OWN);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(lines.length() + head.length + tail.length + 1);
        bytes.writeBytes(lines.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(head);
        bytes.writeBytes(tail);
        return new PartsFile(name, bytes.toByteArray());
    }

    private static void line(StringBuilder lines, int sizeBytes, int offset, String file) {
        if (sizeBytes > 0) {
            lines.append(sizeBytes)
                    .append(' ')
                    .append(offset)
                    .append(' ')
                    .append(file)
                    .append('\n');
        }
    }

    /** Whether it is there as it is to be, perhaps not on disk yet. Blocks. */
    boolean isThere() throws IOException {
        return Files.exists(name) && Arrays.equals(Files.readAllBytes(name), bytes);
    }

    /** Writes it unless it is there; tells what has to be brought to disk. Blocks. */
    void write(Collection<Path> changed) throws IOException {
        if (!isThere()) {
            Durable.makeDirectories(Durable.parent(name), changed);
            Path made = Durable.parent(name).resolve(name.getFileName() + "-" + UUID.randomUUID());
            Files.write(made, bytes, StandardOpenOption.CREATE_NEW);
            if (Files.exists(name)) {
                // A generation that is shown may need the one of before: a crash must not leave it neither.
                Durable.sync(List.of(made));
            }
            Durable.replace(made, name);
            changed.add(Durable.parent(name));
        }
        changed.add(name);
    }

    /** Reads what was written. Blocks. */
    static List<Piece> read(Path name) throws IOException {
        byte[] bytes = Files.readAllBytes(name);
        int own = endOfLines(bytes);
        String lines = new String(bytes, 0, own, StandardCharsets.UTF_8);
        List<Piece> pieces = new ArrayList<>();
        for (String line : lines.lines().filter(line -> !line.isEmpty()).toList()) {
            String[] columns = line.split(" ", 3);
            long sizeBytes = Long.parseLong(columns[0]);
            long offset = Long.parseLong(columns[1]);
            pieces.add(
                    columns[2].equals(OWN)
                            ? new Piece(name, 0, bytes.length, bytes).part(own + offset, sizeBytes)
                            : new Piece(base(name).resolve(columns[2]).normalize(), offset, sizeBytes));
        }
        return pieces;
    }

    /** Where the empty line ends. */
    private static int endOfLines(byte[] bytes) {
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n' && (at == 0 || bytes[at - 1] == '\n')) {
                return at + 1;
            }
        }
        return bytes.length;
    }

    private static Path base(Path name) {
        return Durable.parent(Durable.parent(name));
    }
}
