package io.staithe.s3;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.s3.BucketTerms.Addressing;
import io.staithe.s3.BucketTerms.Credentials;
import io.staithe.s3.BucketTerms.Effort;
import io.staithe.s3.BucketTerms.Key;
import io.staithe.testkit.ObjectStore;
import java.net.URI;
import java.time.Duration;

/** Buckets for tests, in the store of this JVM. */
final class Buckets {
    /** Parts as small as S3 takes them. */
    static final long PART = 5 << 20;

    private Buckets() {}

    static BucketTerms terms(String bucket) {
        return terms(ObjectStore.shared().endpoint(), bucket, Duration.ofSeconds(20));
    }

    static BucketTerms terms(URI endpoint, String bucket, Duration timeout) {
        return new BucketTerms(
                "test",
                endpoint,
                "us-east-1",
                bucket,
                "some/prefix",
                Addressing.PATH,
                new Credentials(new Key(ObjectStore.KEY_ID, ObjectStore.SECRET, null), null),
                new Effort(timeout, 3, 16, 4, PART));
    }

    static Bucket fresh() {
        return open(terms(ObjectStore.shared().bucket()));
    }

    static Bucket open(BucketTerms terms) {
        return Bucket.open(terms, new SimpleMeterRegistry());
    }
}
