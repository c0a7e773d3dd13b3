package io.staithe.pool.file;

import io.staithe.fault.Broken;
import io.staithe.pool.PoolFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the digests of the first bytes of a file from the disk, by jobs short enough that uploads have their turn among
 * them. Each group of digests reads the file for itself; what one has read the others find in the page cache.
 */
final class Rehash {
    private static final int STRIDE = 16 << 20;
    private static final int BUFFER = 256 << 10;

    private final Workshop workshop;
    private final Path path;
    private final long length;

    Rehash(Workshop workshop, Path path, long length) {
        this.workshop = workshop;
        this.path = path;
        this.length = length;
    }

    /** Emits the digests of these bytes. A cancel ends it after the jobs under way. */
    Mono<Hashes> run() {
        return Mono.defer(() -> {
            Hashes hashes = Hashes.ofNothing();
            List<Mono<Void>> readers = hashes.groups().stream().map(this::read).toList();
            return Mono.when(readers).thenReturn(hashes);
        });
    }

    private Mono<Void> read(List<MessageDigest> group) {
        return Flux.range(0, Math.toIntExact((length + STRIDE - 1) / STRIDE))
                .concatMap(stride -> Mono.fromRunnable(() -> read(group, (long) stride * STRIDE))
                        .subscribeOn(workshop.digests()))
                .then();
    }

    private void read(List<MessageDigest> group, long from) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            long end = Math.min(from + STRIDE, length);
            for (long at = from; at < end; at += buffer.limit()) {
                buffer.clear().limit((int) Math.min(BUFFER, end - at));
                fill(file, buffer, at);
                Hashes.update(group, new ByteBuffer[] {buffer});
            }
        } catch (IOException failed) {
            throw new Broken(PoolFault.DISK_FAILED, "cannot read what came of an upload: " + failed, failed);
        }
    }

    private static void fill(FileChannel file, ByteBuffer buffer, long at) throws IOException {
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file ends at " + (at + buffer.position()) + ", before its durable end");
            }
        }
        buffer.flip();
    }
}
