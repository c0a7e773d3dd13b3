package io.staithe.pool.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the bytes of a file reach the disk. */
final class SpoolWriterTest {
    @TempDir
    private Path root;

    @Test
    void aFileSystemThatRefusesToWritePastThePageCacheIsAskedOnceAndGetsTheSameBytes() throws IOException {
        byte[] bytes = new byte[8 * PagePool.PAGE];
        new Random(15).nextBytes(bytes);
        RefusingDisk disk = new RefusingDisk();
        Path path = root.resolve("file");
        SpoolWriter writer = SpoolWriter.fresh(disk, path, 0);
        writer.append(pages(bytes, 0, 4));
        writer.append(pages(bytes, 4, 8));
        writer.close();
        assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
        assertThat(disk.refused).isEqualTo(1);
    }

    private static ByteBuffer[] pages(byte[] bytes, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(page ->
                        ByteBuffer.wrap(Arrays.copyOfRange(bytes, page * PagePool.PAGE, (page + 1) * PagePool.PAGE)))
                .toArray(ByteBuffer[]::new);
    }

    /** Opens files for writing past the page cache, and refuses in the midst of the first write. */
    private static final class RefusingDisk extends Disk {
        private @Nullable FileChannel direct;
        private int refused;

        @Override
        FileChannel openDirectly(Path file) throws IOException {
            direct = FileChannel.open(file, StandardOpenOption.WRITE);
            return direct;
        }

        @Override
        void append(FileChannel channel, ByteBuffer[] bytes) throws IOException {
            if (channel == direct) {
                refused++;
                channel.write(bytes[0].limit(1_000));
                bytes[0].limit(bytes[0].capacity());
                throw new IOException("Invalid argument");
            }
            super.append(channel, bytes);
        }
    }
}
