package io.staithe.publish;

import reactor.core.publisher.Mono;

/**
 * What the paths of published archives mean, by the database's word (current generations and claims), never by links.
 *
 * <p>Paths are decoded once, without leading slash: {@code debian/dists/bookworm/InRelease},
 * {@code debian/pool/main/h/hello/hello_1.0_amd64.deb}.
 */
public final class Archives {
    /**
     * The file that a path means now; empty for anything that is not a published file, directories too.
     *
     * @param storage empty for the default storage
     */
    public Mono<Served> resolve(String storage, String path) {
        throw new IllegalStateException("skeleton " + storage + path);
    }

    /**
     * The file that a path below {@code dists/DISTRIBUTION/} meant in one generation; empty where that generation has
     * none or is gone.
     *
     * @param path relative to the publication's directory, such as {@code main/binary-amd64/Packages.xz}
     */
    public Mono<Served> resolve(Served.Shown generation, String path) {
        throw new IllegalStateException("skeleton " + generation + path);
    }
}
