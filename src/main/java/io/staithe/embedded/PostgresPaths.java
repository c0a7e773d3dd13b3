package io.staithe.embedded;

import java.nio.file.Path;

/**
 * What lies in the embedded database's directory.
 *
 * <pre>
 * postgres/                 0755
 *   binaries-{digest}/      0755  the unpacked server; one per set of binaries, older ones are removed
 *   password                0600  of the role staithe; kept by the gateway's own user
 *   cluster/                0700  PGDATA; belongs to the user that the server runs as
 *     postgresql.conf       0600  written at each start
 *     startup.log           0600  the last start
 *     log/                  0700  seven files, one per weekday
 *   cluster.new/            0700  a cluster being made; removed at the next start
 * </pre>
 *
 * @param root the database's directory
 */
record PostgresPaths(Path root) {
    Path password() {
        return root.resolve("password");
    }

    Path cluster() {
        return root.resolve("cluster");
    }

    Path unfinishedCluster() {
        return root.resolve("cluster.new");
    }

    Path startupLog() {
        return cluster().resolve("startup.log");
    }

    Path configuration() {
        return cluster().resolve("postgresql.conf");
    }

    Path pidFile() {
        return cluster().resolve("postmaster.pid");
    }

    Path majorFile() {
        return cluster().resolve("PG_VERSION");
    }
}
