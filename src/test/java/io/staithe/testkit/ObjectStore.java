package io.staithe.testkit;

import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An object store in memory: S3Proxy, started once in a JVM, with two doors to the same objects: one for those with a
 * key, one that asks nobody, which is what an open bucket is to apt.
 */
public final class ObjectStore {
    /** Who may do everything. */
    public static final String KEY_ID = "staithe";

    /** What goes with it. */
    public static final String SECRET = "not so secret";

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final TransientNio2BlobStore objects = new TransientNio2BlobStore();
    private final URI endpoint;
    private final URI open;

    private ObjectStore() {
        endpoint = started(S3Proxy.builder().awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET));
        open = started(S3Proxy.builder().awsAuthentication(AuthenticationType.NONE, "", ""));
    }

    /** The one of this JVM. */
    public static ObjectStore shared() {
        return Started.STORE;
    }

    /** Another door to the same objects, behind which no part of this number is taken. */
    public URI failingParts(int number) {
        BlobStore failing = new ForwardingBlobStore(objects) {
            @Override
            public UploadPartResponse uploadMultipartPart(
                    MultipartUpload upload, UploadPartRequest request, InputStream body) {
                if (request.partNumber() == number) {
                    throw S3Exceptions.fromStatusCode(503);
                }
                return super.uploadMultipartPart(upload, request, body);
            }
        };
        return started(S3Proxy.builder().awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET), failing);
    }

    private URI started(S3Proxy.Builder builder) {
        return started(builder, objects);
    }

    private static URI started(S3Proxy.Builder builder, BlobStore store) {
        S3Proxy proxy = builder.blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .ignoreUnknownHeaders(true)
                .build();
        try {
            proxy.start();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    /** Where requests with a signature go. */
    public URI endpoint() {
        return endpoint;
    }

    /** Where whoever comes reads and writes. */
    public URI open() {
        return open;
    }

    /** A bucket that nobody else has. */
    public String bucket() {
        String name = "bucket-" + BUCKETS.incrementAndGet();
        objects.createContainer(name);
        return name;
    }

    /** How many uploads in parts are under way in a bucket. */
    public int uploads(String bucket) {
        return objects.listMultipartUploads(bucket).size();
    }

    private static final class Started {
        private static final ObjectStore STORE = new ObjectStore();
    }
}
