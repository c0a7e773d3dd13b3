package io.staithe.wiring;

import io.staithe.s3.BucketTerms;
import io.staithe.s3.BucketTerms.Addressing;
import io.staithe.s3.BucketTerms.Credentials;
import io.staithe.s3.BucketTerms.Effort;
import io.staithe.s3.BucketTerms.Key;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * A bucket of an object store that speaks S3.
 *
 * @param bucket its name; default: none, which is no bucket
 * @param endpoint where the store answers; default: Amazon's own of the region
 * @param region as the store names it; default {@code us-east-1}
 * @param prefix of every key in the bucket; default: none
 * @param addressing whether the bucket's name stands in the {@code path} or in the {@code host}; default {@code path}
 * @param accessKeyId who asks; default: what the environment says, as AWS's tools read it: variables, then a profile,
 *     then the role of the machine
 * @param secretAccessKey what goes with it; meant for the environment
 * @param sessionToken what goes with a key that does not last; default: none
 * @param credentialsFile a file as AWS's tools have it, with a key in its profile {@code default}; default: none
 * @param timeout the longest that one try of a request may take, a part of a large object included; default 1 minute
 * @param attempts how often a request is tried before it fails; default 4
 * @param connections how many requests may be under way at once, those that send bytes to readers included; default 128
 * @param parts how many parts of one object are sent at once; default 4
 * @param partSize from which size on an object is sent in parts, and how large these are; at least 5MB; default 16MB
 * @param redirectFor how long addresses live to which readers of packages are sent, so that they fetch from the store
 *     and not through this server; default 0: they are not sent there
 */
record S3Settings(
        @DefaultValue("") String bucket,
        @Nullable URI endpoint,
        @DefaultValue("us-east-1") String region,
        @DefaultValue("") String prefix,
        @DefaultValue("path") Addressing addressing,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey,
        @Nullable String sessionToken,
        @Nullable Path credentialsFile,
        @DefaultValue("1m") Duration timeout,
        @DefaultValue("4") int attempts,
        @DefaultValue("128") int connections,
        @DefaultValue("4") int parts,
        @DefaultValue("16MB") DataSize partSize,
        @DefaultValue("0") Duration redirectFor) {
    private static final DataSize LEAST_PART = DataSize.ofMegabytes(5);
    private static final Duration LONGEST_ADDRESS = Duration.ofDays(7);

    /** Refuses what cannot work. */
    S3Settings {
        prefix = prefix.replaceAll("^/+|/+$", "");
        if (partSize.compareTo(LEAST_PART) < 0) {
            throw new IllegalArgumentException("part-size is " + partSize + "; it must be at least " + LEAST_PART);
        }
        if (attempts < 1 || connections < 1 || parts < 1) {
            throw new IllegalArgumentException("attempts, connections and parts must be at least 1");
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be positive");
        }
        if (redirectFor.isNegative() || redirectFor.compareTo(LONGEST_ADDRESS) > 0) {
            throw new IllegalArgumentException("redirect-for is " + redirectFor + "; it must be 0 to 7 days");
        }
        if ((accessKeyId == null) != (secretAccessKey == null)) {
            throw new IllegalArgumentException("access-key-id and secret-access-key go together");
        }
    }

    /** Whether there is one. */
    boolean isSet() {
        return !bucket.isEmpty();
    }

    /** As the room is told; meters and messages call it by a name. */
    BucketTerms terms(String name) {
        return new BucketTerms(
                name,
                endpoint,
                region,
                bucket,
                prefix,
                addressing,
                credentials(),
                new Effort(timeout, attempts, connections, parts, partSize.toBytes()));
    }

    private Credentials credentials() {
        Key key = accessKeyId == null || secretAccessKey == null
                ? null
                : new Key(accessKeyId, secretAccessKey, sessionToken);
        return new Credentials(key, credentialsFile);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "s3://" + bucket + "/" + prefix + " at " + endpoint;
    }
}
