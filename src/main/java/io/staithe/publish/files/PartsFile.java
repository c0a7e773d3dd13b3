package io.staithe.publish.files;

import io.staithe.publish.PublishedFiles.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A list of the pieces of other files that a file is, one a line: how many bytes, from where on, of which file. */
final class PartsFile {
    private PartsFile() {}

    /** Writes down where the texts of shards are, unless it says that; on disk when the told directories are. Blocks. */
    static void write(Path list, List<KeptShard> shards, ShardFiles files, Collection<Path> changed)
            throws IOException {
        Path root = Durable.parent(Durable.parent(list));
        StringBuilder lines = new StringBuilder();
        for (KeptShard kept : shards) {
            Path file = root.relativize(files.file(kept.location()));
            lines.append(kept.shard().textBytes()).append(" 0 ").append(file).append('\n');
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        if (Files.exists(list) && Arrays.equals(Files.readAllBytes(list), bytes)) {
            return;
        }
        Durable.makeDirectories(Durable.parent(list), changed);
        Path made = Durable.parent(list).resolve(list.getFileName() + "-" + UUID.randomUUID());
        try (DigestedFile out = new DigestedFile(made, "", Set.of())) {
            out.write(bytes, 0, bytes.length);
        }
        Durable.replace(made, list);
        changed.add(Durable.parent(list));
    }

    /** Reads what was written. Blocks. */
    static List<Piece> read(Path list) throws IOException {
        Path root = Durable.parent(Durable.parent(list));
        List<Piece> pieces = new ArrayList<>();
        for (String line : Files.readAllLines(list)) {
            String[] columns = line.split(" ", 3);
            pieces.add(new Piece(
                    root.resolve(columns[2]).normalize(), Long.parseLong(columns[1]), Long.parseLong(columns[0])));
        }
        return pieces;
    }
}
