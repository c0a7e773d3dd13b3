package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptRoot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A machine that runs {@code apt-get update} again and again, in one of the ways in which machines are set up. */
final class UpdatingMachine {
    private final String name;
    private final AptRoot apt;
    private final List<String> options;

    private UpdatingMachine(String name, AptRoot apt, List<String> options) {
        this.name = name;
        this.apt = apt;
        this.options = options;
    }

    /**
     * A machine of every kind: by HTTP with names by hash and with plain names, by a proxy, from the published files
     * themselves; each with gz alone and xz alone, indexes kept compressed and unpacked.
     *
     * @param proxy the address of a proxy
     * @param files where the same is published for whoever reads the disk
     */
    static List<UpdatingMachine> ofEveryKind(PublishedBench bench, String proxy, Path files) {
        return Stream.of(
                        new Way("by-hash", bench.archive(), List.of()),
                        new Way("plain-names", bench.archive(), List.of("Acquire::By-Hash=no")),
                        new Way("proxy", bench.archive(), List.of("Acquire::http::Proxy=" + proxy)),
                        new Way("file", "file:" + files, List.of()))
                .flatMap(way -> Stream.of("gz", "xz")
                        .flatMap(form ->
                                Stream.of("true", "false").map(compressed -> machine(bench, way, form, compressed))))
                .toList();
    }

    private static UpdatingMachine machine(PublishedBench bench, Way way, String form, String compressed) {
        String name = way.name() + "-" + form + "-" + compressed;
        List<String> options = new ArrayList<>(way.options());
        options.add("Acquire::CompressionTypes::Order::=" + form);
        options.add("Acquire::GzipIndexes=" + compressed);
        AptRoot apt = bench.apt(name)
                .source("deb [signed-by=" + bench.key() + " arch=amd64] " + way.archive() + " bookworm main");
        return new UpdatingMachine(
                name,
                apt,
                options.stream().flatMap(each -> Stream.of("-o", each)).toList());
    }

    /** Updates, and gives the newest version of the package {@code loop}; fails where apt says anything untoward. */
    String updated() {
        assertThat(apt.get(words("update")).succeeded().output()).as(name).doesNotContainPattern("(?m)^[WE]:");
        String policy = apt.cache(words("policy", "loop")).succeeded().output();
        return policy.lines()
                .filter(line -> line.startsWith("  Candidate: "))
                .map(line -> line.substring("  Candidate: ".length()))
                .findFirst()
                .orElse("none");
    }

    private String[] words(String... last) {
        return Stream.concat(options.stream(), Stream.of(last)).toArray(String[]::new);
    }

    /** How a machine reaches the archive. */
    private record Way(String name, String archive, List<String> options) {}
}
