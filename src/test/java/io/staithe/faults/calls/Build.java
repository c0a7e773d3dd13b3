package io.staithe.faults.calls;

import io.staithe.deb.Architecture;
import io.staithe.deb.DebVersion;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKey.HashedFile;
import io.staithe.deb.PackageName;
import io.staithe.faults.history.Item;
import io.staithe.testkit.DebBuilder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A package that somebody built.
 *
 * @param file the name of its file
 * @param bytes the file
 * @param item what the history calls it
 * @param key what aptly's dialect calls it
 */
public record Build(String file, byte[] bytes, Item item, String key) {
    private static final String VERSION = "1.0";
    private static final String ARCHITECTURE = "amd64";

    /** Version 1.0 for amd64 of a package; another text in it makes another build, more bytes a larger one. */
    static Build of(String name, String text, int payloadBytes) {
        DebBuilder builder = DebBuilder.of(name).version(VERSION).file("usr/share/doc/" + name + "/text", text);
        if (payloadBytes > 0) {
            builder.payload("usr/lib/" + name, payloadBytes, text.hashCode());
        }
        byte[] bytes = builder.bytes();
        String sha256 = hex("SHA-256", bytes);
        String hash = PackageKey.filesHash(List.of(
                new HashedFile(builder.fileName(), bytes.length, hex("MD5", bytes), hex("SHA-1", bytes), sha256)));
        PackageKey key =
                new PackageKey(new Architecture(ARCHITECTURE), new PackageName(name), new DebVersion(VERSION), hash);
        return new Build(
                builder.fileName(), bytes, new Item(name + "_" + VERSION + "_" + ARCHITECTURE, sha256), key.toString());
    }

    /** The name of the package. */
    String name() {
        return item.slot().substring(0, item.slot().indexOf('_'));
    }

    static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
