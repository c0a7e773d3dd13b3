package io.staithe.wiring;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the gateway keeps its files.
 *
 * @param dataDirectory what belongs to this instance alone: the embedded database, the instance's name, the lock;
 *     default {@code ./data}; made when absent
 * @param sharedDirectory what replicas share: pool, spool, published storage, keys; default: the data directory
 */
@ConfigurationProperties("staithe")
record DirectorySettings(
        @DefaultValue("./data") Path dataDirectory,
        @Nullable Path sharedDirectory) {
    /** The shared directory that holds: the one set, or the data directory. */
    public Path shared() {
        return sharedDirectory == null ? dataDirectory : sharedDirectory;
    }
}
