package io.staithe.web.archive;

import io.staithe.testkit.AptRoot;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Command;
import io.staithe.testkit.DpkgDeb;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A running server with one repository of a few telling packages, published as {@code bookworm} at the root. */
final class PublishedBench implements AutoCloseable {
    /** The packages: name, version, architecture. */
    static final List<List<String>> PACKAGES = List.of(
            List.of("hello", "1.0-1", "amd64"),
            List.of("hello", "1.1-1", "amd64"),
            List.of("hello", "1.1-1", "arm64"),
            List.of("libfoo", "2:3.0", "amd64"),
            List.of("everywhere", "1.0", "all"),
            List.of("odd", "1.0+b1~rc1-1", "amd64"));

    /** How many of them a machine of architecture amd64 sees: its own, and those for all. */
    static final int FOR_AMD64 = (int) PACKAGES.stream()
            .filter(entry -> List.of("amd64", "all").contains(entry.get(2)))
            .count();

    static final String REPOSITORY = "bench";

    private final RunningStaithe staithe;
    private final Path scratch;

    private PublishedBench(RunningStaithe staithe, Path scratch) {
        this.staithe = staithe;
        this.scratch = scratch;
    }

    static PublishedBench start(Path scratch) {
        return start(scratch, Map.of());
    }

    static PublishedBench start(Path scratch, Map<String, String> settings) {
        PublishedBench bench = new PublishedBench(
                RunningStaithe.start(TestDatabase.fresh(), scratch.resolve("data"), settings), scratch);
        bench.client().createRepository(REPOSITORY);
        PACKAGES.forEach(entry -> bench.add(entry.get(0), entry.get(1), entry.get(2)));
        bench.client().publish(REPOSITORY, "bookworm").expect(201);
        return bench;
    }

    AptlyClient client() {
        return staithe.client();
    }

    /** Uploads and adds a package made by dpkg-deb. */
    void add(String name, String version, String architecture) {
        byte[] deb = DpkgDeb.build(scratch, name, version, architecture);
        client().put("bench", DpkgDeb.fileName(name, version, architecture), deb)
                .expect(200);
        client().add(REPOSITORY, "bench").expect(200);
    }

    /** Publishes what the repository holds now, as a new generation even where it is the same. */
    void publish() {
        publish(":.");
    }

    /** The same at a prefix, with its storage. */
    void publish(String prefix) {
        client().send(
                        "PUT",
                        "/api/publish/" + prefix + "/bookworm",
                        "{\"ForceOverwrite\":true}".getBytes(StandardCharsets.UTF_8))
                .expect(200);
    }

    /** A part of the server. */
    <T> T bean(Class<T> type) {
        return staithe.bean(type);
    }

    /** The port that it listens on. */
    int port() {
        return staithe.address().getPort();
    }

    /** The address of the archive's root. */
    String archive() {
        return staithe.address() + "/apt";
    }

    /** The path of a file of the distribution. */
    static String dists(String file) {
        return "/apt/dists/bookworm/" + file;
    }

    /** A text of the distribution. */
    String text(String file) {
        return new String(client().get(dists(file)), StandardCharsets.UTF_8);
    }

    /** The bytes of a file of the distribution, written to a file of the same base name. */
    Path download(String file) {
        Path target = scratch.resolve(file.substring(file.lastIndexOf('/') + 1));
        try {
            Files.write(target, client().get(dists(file)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return target;
    }

    /** The public key, armored, as a client would fetch it. */
    Path key() {
        Path key = scratch.resolve("archive.asc");
        try {
            Files.write(key, client().get("/keys/archive.asc"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return key;
    }

    /** The public key, binary, as gpgv wants it. */
    Path keyring() {
        Command.require("gpg", "gpg");
        Command.require("gpgv", "gpgv");
        Path keyring = scratch.resolve("archive.gpg");
        Command.run(List.of("gpg", "--yes", "--dearmor", "-o", keyring.toString(), key().toString()))
                .succeeded();
        return keyring;
    }

    /** A private root of apt that trusts the archive and names it as its one source. */
    AptRoot apt(String root) {
        return AptRoot.in(scratch.resolve(root))
                .source("deb [signed-by=" + key() + " arch=amd64,arm64] " + archive() + " bookworm main");
    }

    /** The fields of the SHA256 section of Release: path to digest and size. */
    Map<String, List<String>> listed() {
        return listed("SHA256");
    }

    /** The fields of a section of sums of Release: path to digest and size. */
    Map<String, List<String>> listed(String algorithm) {
        String section = text("Release").split("(?m)^" + algorithm + ":\n")[1].split("(?m)^(?! )")[0];
        return section.lines()
                .map(line -> List.of(line.strip().split(" +")))
                .collect(Collectors.toMap(words -> words.get(2), words -> words.subList(0, 2)));
    }

    Path scratch() {
        return scratch;
    }

    @Override
    public void close() {
        staithe.close();
    }
}
