package io.staithe.wiring;

import io.staithe.publish.files.LinkMethod;
import io.staithe.publish.files.Readers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Published storages: the default one, and those beside it.
 *
 * @param readers who reads the default one: {@code gateway}, this server and web servers that ask it for what they do
 *     not find, or {@code anybody}, who reads the disk without this server; for these each index is written as a file
 *     before it is shown, which costs a publish the more the larger the index is; default {@code gateway}
 * @param filesystem directories by name; a publication names one as {@code filesystem:NAME}; default none
 * @param s3 buckets of object stores by name; a publication names one as {@code s3:NAME}; default none
 */
@ConfigurationProperties("staithe.storages")
record StorageSettings(
        @DefaultValue("gateway") Readers readers,
        @DefaultValue Map<String, FileSystem> filesystem,
        @DefaultValue Map<String, S3Settings> s3) {
    /** Copies the map; refuses names that paths of the API cannot spell. */
    StorageSettings {
        filesystem = Map.copyOf(filesystem);
        s3 = Map.copyOf(s3);
        filesystem.keySet().forEach(name -> refuseOdd("filesystem", name));
        s3.keySet().forEach(name -> refuseOdd("s3", name));
        s3.forEach((name, bucket) -> {
            if (!bucket.isSet()) {
                throw new IllegalArgumentException("staithe.storages.s3." + name + ".bucket must be set");
            }
        });
    }

    private static void refuseOdd(String kind, String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
            throw new IllegalArgumentException(
                    "staithe.storages." + kind + "." + name + ": a name is letters, digits, dots and hyphens");
        }
    }

    /**
     * A directory that a web server of yours publishes.
     *
     * @param rootDirectory where; made when absent; on a file system of its own no hard link reaches it
     * @param linkMethod how the files of packages come there: {@code hardlink}, {@code symlink} or {@code copy};
     *     default {@code hardlink}
     */
    record FileSystem(
            @Nullable Path rootDirectory,
            @DefaultValue("hardlink") LinkMethod linkMethod) {
        /** Refuses a storage without a directory. */
        FileSystem {
            if (rootDirectory == null) {
                throw new IllegalArgumentException("staithe.storages.filesystem.*.root-directory must be set");
            }
        }

        /** Where it is. */
        Path root() {
            return Objects.requireNonNull(rootDirectory).toAbsolutePath().normalize();
        }
    }
}
