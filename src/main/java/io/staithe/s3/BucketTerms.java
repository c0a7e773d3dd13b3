package io.staithe.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket is, and how it is spoken to.
 *
 * @param name what meters and messages call it
 * @param endpoint where the store answers; null for Amazon's own of the region
 * @param region as the store names it
 * @param bucket its name
 * @param prefix of every key in it, without slashes at its ends; may be empty
 * @param addressing whether the bucket's name stands in the path or in the host
 * @param credentials who asks
 * @param effort what a request may take
 */
public record BucketTerms(
        String name,
        @Nullable URI endpoint,
        String region,
        String bucket,
        String prefix,
        Addressing addressing,
        Credentials credentials,
        Effort effort) {
    /** The place for messages and for telling one place from another. */
    public String place() {
        return "s3://" + (endpoint == null ? "" : endpoint.getAuthority() + "/") + bucket + "/" + prefix;
    }

    /** The key of a path in the bucket. */
    String key(String path) {
        return prefix.isEmpty() ? path : prefix + "/" + path;
    }

    /** The path of a key. */
    String path(String key) {
        return prefix.isEmpty() ? key : key.substring(prefix.length() + 1);
    }

    /** Where the name of a bucket stands. */
    public enum Addressing {
        PATH,
        HOST
    }

    /**
     * Who asks: a key, a file, or, where both are null, what the environment says (variables, AWS profiles, instance
     * roles).
     *
     * @param file as AWS's tools have it: a profile {@code default} with a key
     */
    public record Credentials(@Nullable Key key, @Nullable Path file) {}

    /**
     * An access key.
     *
     * @param session a session token; null for a lasting key
     */
    public record Key(String id, String secret, @Nullable String session) {
        @Override
        public String toString() {
            return id;
        }
    }

    /**
     * What a request may take.
     *
     * @param timeout the longest that one try may take
     * @param attempts how many tries
     * @param connections how many requests at once
     * @param parts how many parts of one object at once
     * @param partBytes from how many bytes on an object is sent in parts, and how large these are
     */
    public record Effort(Duration timeout, int attempts, int connections, int parts, long partBytes) {}
}
