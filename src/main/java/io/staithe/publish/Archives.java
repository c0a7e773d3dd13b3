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
     * The file that a path of a publication meant in one of its generations; empty where that generation has none or is
     * gone.
     *
     * @param path the whole path, as in {@link #resolve(String, String)}
     */
    public Mono<Served> resolve(Served.Shown generation, String path) {
        throw new IllegalStateException("skeleton " + generation + path);
    }
}
