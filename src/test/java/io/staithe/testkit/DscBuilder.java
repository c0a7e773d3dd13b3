package io.staithe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes source packages in memory (dsc(5)): the {@code .dsc} and what it names. Without {@link #file} it is native,
 * with one tarball of a few bytes, which need not be a tarball.
 */
public final class DscBuilder {
    private final String name;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private DscBuilder(String name) {
        this.name = name;
        fields.put("Format", "3.0 (native)");
        fields.put("Source", name);
        fields.put("Binary", name);
        fields.put("Architecture", "any");
        fields.put("Version", "1.0");
        fields.put("Maintainer", "Staithe Tests <tests@staithe.example>");
        fields.put("Standards-Version", "4.6.2");
        fields.put("Build-Depends", "debhelper-compat (= 13)");
    }

    /** A source package of this name: version 1.0. */
    public static DscBuilder of(String name) {
        return new DscBuilder(name);
    }

    /** Sets the version. */
    public DscBuilder version(String version) {
        return field("Version", version);
    }

    /** Sets a field; one of the file lists replaces the list that would be made. */
    public DscBuilder field(String field, String value) {
        fields.put(field, value);
        return this;
    }

    /** Leaves a field out, or a file list. */
    public DscBuilder without(String field) {
        return field(field, "");
    }

    /** Adds a file that the {@code .dsc} names. */
    public DscBuilder file(String fileName, byte[] content) {
        files.put(fileName, content);
        return this;
    }

    /** The name of the {@code .dsc}. */
    public String fileName() {
        return name + "_" + versionInNames() + ".dsc";
    }

    /** What the {@code .dsc} names, by file name. */
    public Map<String, byte[]> files() {
        if (files.isEmpty()) {
            file(name + "_" + versionInNames() + ".tar.xz", ("source of " + fileName()).getBytes(UTF_8));
        }
        return Map.copyOf(files);
    }

    /** The {@code .dsc}, unsigned. */
    public byte[] bytes() {
        return text().getBytes(UTF_8);
    }

    /** The {@code .dsc} in the frame of a clear signature; the signature itself is made up. */
    public byte[] clearSigned() {
        return ("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + text() + "\n"
                        + "-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCgAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n")
                .getBytes(UTF_8);
    }

    /** The list that one of the fields of file lists should have. */
    public String list(String algorithm) {
        StringBuilder list = new StringBuilder();
        files().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(file -> list.append("\n ")
                        .append(hex(algorithm, file.getValue()))
                        .append(' ')
                        .append(file.getValue().length)
                        .append(' ')
                        .append(file.getKey()));
        return list.toString();
    }

    private String text() {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putIfAbsent("Checksums-Sha1", list("SHA-1"));
        all.putIfAbsent("Checksums-Sha256", list("SHA-256"));
        all.putIfAbsent("Files", list("MD5"));
        StringBuilder text = new StringBuilder();
        all.forEach((field, value) -> {
            if (!value.isEmpty()) {
                text.append(field)
                        .append(value.startsWith("\n") ? ":" : ": ")
                        .append(value)
                        .append('\n');
            }
        });
        return text.toString();
    }

    private String versionInNames() {
        String version = fields.getOrDefault("Version", "");
        return version.substring(version.indexOf(':') + 1);
    }

    private static String hex(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
