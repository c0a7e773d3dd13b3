package io.staithe.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file to be pushed, as its transfer tells. */
record LocalFile(Path path, Transfer transfer, FileTime modified) {
    private static final int CHUNK = 256 * 1024;

    /**
     * A file as it is now.
     *
     * @throws IOException where it is no readable file
     */
    static LocalFile of(Path path) throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new NoSuchFileException(path.toString(), null, "is no file that can be read");
        }
        return new LocalFile(
                path,
                new Transfer(String.valueOf(path.getFileName()), Files.size(path)),
                Files.getLastModifiedTime(path));
    }

    String name() {
        return transfer.name();
    }

    /** The length in bytes. */
    long size() {
        return transfer.size();
    }

    /** Whether it is another file than it was, or gone. */
    boolean hasChanged() {
        try {
            return Files.size(path) != size()
                    || !Files.getLastModifiedTime(path).equals(modified);
        } catch (IOException gone) {
            return true;
        }
    }

    /** Reads it whole for its digest, in hexadecimal digits. */
    String sha256() throws IOException {
        transfer.begin(Transfer.Stage.READING, 0);
        byte[] chunk = new byte[CHUNK];
        try (InputStream bytes = counted(Files.newInputStream(path))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
                digest.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("every Java platform has SHA-256", broken);
        }
    }

    /** Its bytes from an offset on, for sending. */
    InputStream from(long offset) throws IOException {
        transfer.begin(Transfer.Stage.SENDING, offset);
        InputStream bytes = Files.newInputStream(path);
        try {
            bytes.skipNBytes(offset);
            return counted(bytes);
        } catch (IOException shorter) {
            bytes.close();
            throw shorter;
        }
    }

    private InputStream counted(InputStream bytes) {
        return new FilterInputStream(bytes) {
            @Override
            public int read() throws IOException {
                int one = super.read();
                transfer.advance(one < 0 ? 0 : 1);
                return one;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                transfer.advance(Math.max(0, read));
                return read;
            }
        };
    }
}
