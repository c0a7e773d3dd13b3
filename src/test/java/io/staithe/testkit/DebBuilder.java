package io.staithe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.deb.PackageKind;
import io.staithe.testkit.Segments.Segment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes real packages in memory (deb(5)), the same bytes for the same calls; {@code dpkg-deb} takes what it makes.
 *
 * <p>{@code DebBuilder.of("hello").version("1.0-1").architecture("arm64").file("usr/bin/hello", "hi").bytes()}. For
 * bodies that do not fit in memory: {@link #payload} and {@link #stream}.
 */
public final class DebBuilder {
    private static final int MAX_PLAIN_NAME = 100;

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private PackageKind kind = PackageKind.DEB;
    private Squeeze control = Squeeze.GZ;
    private Squeeze data = Squeeze.GZ;
    private String payloadPath = "";
    private long payloadBytes = -1;
    private long payloadSeed;

    private DebBuilder(String name) {
        fields.put("Package", name);
        fields.put("Version", "1.0");
        fields.put("Architecture", "amd64");
        fields.put("Maintainer", "Staithe Tests <tests@staithe.example>");
        fields.put("Description", "made for a test");
    }

    /** A package of this name: version 1.0 for amd64, without files, gzip throughout. */
    public static DebBuilder of(String name) {
        return new DebBuilder(name);
    }

    /** Sets the version. */
    public DebBuilder version(String version) {
        return field("Version", version);
    }

    /** Sets the architecture. */
    public DebBuilder architecture(String architecture) {
        return field("Architecture", architecture);
    }

    /** Sets the kind: a deb, udeb or ddeb. */
    public DebBuilder kind(PackageKind newKind) {
        kind = newKind;
        return newKind == PackageKind.UDEB ? field("Package-Type", "udeb") : this;
    }

    /** Sets a control field; lines after the first of a value begin with a blank. */
    public DebBuilder field(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** Leaves a control field out. */
    public DebBuilder without(String name) {
        fields.remove(name);
        return this;
    }

    /** Adds a file of text; the path is relative to the root, without {@code ./}. */
    public DebBuilder file(String path, String content) {
        return file(path, content.getBytes(UTF_8));
    }

    /** Adds a file. */
    public DebBuilder file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    /** Compresses control.tar so; bz2 and lzma are for refusals. */
    public DebBuilder control(Squeeze how) {
        control = how;
        return this;
    }

    /** Compresses data.tar so. */
    public DebBuilder data(Squeeze how) {
        data = how;
        return this;
    }

    /** Adds one file of repeatable noise and stores data.tar uncompressed; of any size with {@link #stream}. */
    public DebBuilder payload(String path, long sizeBytes, long seed) {
        payloadPath = path;
        payloadBytes = sizeBytes;
        payloadSeed = seed;
        return data(Squeeze.NONE);
    }

    /** The name that its identity demands. */
    public String fileName() {
        String version = fields.getOrDefault("Version", "");
        return fields.get("Package") + "_" + version.substring(version.indexOf(':') + 1) + "_"
                + fields.get("Architecture") + "." + kind.extension();
    }

    /** The control file as text. */
    public String controlText() {
        StringBuilder text = new StringBuilder();
        fields.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    /** The package; of at most 2 GiB. */
    public byte[] bytes() {
        try (InputStream stream = stream()) {
            return stream.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The package as a stream that makes its payload while it is read; skipping costs nothing. */
    public InputStream stream() {
        return new Segments(segments());
    }

    /** The length of the package. */
    public long sizeBytes() {
        return segments().stream().mapToLong(Segment::length).sum();
    }

    /** The plain control.tar. */
    public byte[] controlTar() {
        return new TarBytes()
                .directory("./")
                .file("./control", controlText().getBytes(UTF_8))
                .finished();
    }

    private List<Segment> segments() {
        List<Segment> dataTar = dataTar();
        long length = dataTar.stream().mapToLong(Segment::length).sum();
        List<Segment> all = new ArrayList<>();
        all.add(Segment.of(new ArBytes()
                .member("debian-binary", "2.0\n")
                .member("control.tar" + control.suffix(), control.apply(controlTar()))
                .raw(ArBytes.header("data.tar" + data.suffix(), length))
                .bytes()));
        all.addAll(dataTar);
        all.add(Segment.of(ArBytes.padding(length)));
        return all.stream().filter(segment -> segment.length() > 0).toList();
    }

    private List<Segment> dataTar() {
        TarBytes tar = new TarBytes().directory("./");
        Set<String> parents = new LinkedHashSet<>();
        files.keySet().forEach(path -> addParents(path, parents));
        addParents(payloadPath, parents);
        parents.forEach(parent -> add(tar, "./" + parent, '5', new byte[0]));
        files.forEach((path, content) -> add(tar, "./" + path, '0', content));
        if (payloadBytes < 0) {
            return List.of(Segment.of(data.apply(tar.finished())));
        }
        byte[] head = tar.raw(TarBytes.header("./" + payloadPath, '0', payloadBytes, ""))
                .unfinished();
        byte[] tail = new byte[TarBytes.padding(payloadBytes) + 2 * TarBytes.BLOCK];
        return List.of(Segment.of(head), Segment.noise(payloadBytes, payloadSeed), Segment.of(tail));
    }

    private static void add(TarBytes tar, String name, char type, byte[] content) {
        byte[] bytes = (name + "\0").getBytes(UTF_8);
        if (bytes.length > MAX_PLAIN_NAME) {
            tar.entry("././@LongLink", 'L', bytes);
        }
        tar.entry(name, type, content);
    }

    private static void addParents(String path, Set<String> parents) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            parents.add(path.substring(0, slash + 1));
        }
    }
}
