package io.staithe.testkit;

import io.staithe.catalog.NewPackage;
import io.staithe.deb.Architecture;
import io.staithe.deb.Control;
import io.staithe.deb.Control.SourceFile;
import io.staithe.deb.DebVersion;
import io.staithe.deb.PackageKind;
import io.staithe.deb.PackageName;
import io.staithe.deb.Stanza;
import io.staithe.deb.Stanza.Field;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A package as inspection would describe it, over bytes that nobody reads: for what lies behind inspection.
 *
 * @param content text in place of the file's bytes
 */
public record Specimen(Control control, String fileName, String content) {
    /** A binary package for amd64 under its canonical file name. */
    public static Specimen deb(String name, String version, String content) {
        return deb(name, version, content, name + "_" + version + "_amd64.deb");
    }

    /** A binary package for amd64. */
    public static Specimen deb(String name, String version, String content, String fileName) {
        Control control = control(PackageKind.DEB, name, version, new Architecture("amd64"), List.of());
        return new Specimen(control, fileName, content);
    }

    /** A source package whose files have these contents, which are their names too. */
    public static Specimen source(String name, String version, List<String> parts) {
        List<SourceFile> files = parts.stream().map(Specimen::part).toList();
        Control control = control(PackageKind.SOURCE, name, version, Architecture.SOURCE, files);
        return new Specimen(control, name + "_" + version + ".dsc", "dsc " + name + version + parts);
    }

    private static SourceFile part(String name) {
        Digests digests = digests(name);
        return new SourceFile(name, digests.sizeBytes(), digests.md5(), digests.sha1(), digests.sha256());
    }

    private static Control control(
            PackageKind kind, String name, String version, Architecture architecture, List<SourceFile> files) {
        Stanza stanza = new Stanza(Stream.of(
                        new Field("Package", name),
                        new Field("Version", version),
                        new Field("Architecture", architecture.value()))
                .toList());
        PackageName named = new PackageName(name);
        DebVersion versioned = new DebVersion(version);
        return new Control(kind, named, versioned, architecture, named, versioned, stanza, files);
    }

    /** The package as found in a blob of this row. */
    public NewPackage found(long blob) {
        return NewPackage.binary(control, fileName, new Blob(blob, digests(content), new Location("none/" + blob)));
    }

    /** The name that reports give it. */
    public String reported() {
        return control.name() + "_" + control.version() + "_" + control.architecture();
    }

    /** The digests of some content. */
    public static Digests digests(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new Digests(
                bytes.length,
                digest("MD5", bytes),
                digest("SHA-1", bytes),
                digest("SHA-256", bytes),
                digest("SHA-512", bytes));
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException broken) {
            throw new AssertionError(broken);
        }
    }
}
