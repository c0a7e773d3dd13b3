package io.staithe.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A self-signed certificate for 127.0.0.1 and its key, as PEM files made by openssl. */
public record TlsFiles(Path certificate, Path key) {
    /** The files {@code NAME.crt} and {@code NAME.key} in a directory, of a subject of that name. */
    public static TlsFiles make(Path directory, String name) {
        Command.require("openssl", "openssl");
        TlsFiles files = new TlsFiles(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
        Command.shell(
                        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN="
                                + name + " -addext subjectAltName=IP:127.0.0.1 -keyout " + files.key() + " -out "
                                + files.certificate(),
                        directory)
                .succeeded();
        return files;
    }

    /** Puts these in the place of others, the key first. */
    public void replace(TlsFiles others) {
        try {
            Files.copy(key, others.key(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(certificate, others.certificate(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
