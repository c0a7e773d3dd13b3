package io.staithe.s3;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.fault.Broken;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * One bucket of an object store, below a prefix: what of S3 the rest of the room uses, as flows.
 *
 * <p>A request that fails is tried again by the SDK, so many times; then it is {@code OBJECT_STORE_AWAY}, or
 * {@code OBJECT_STORE_REFUSED} where trying again is no use. A cancel closes the connection of the request. Threads:
 * any.
 */
public final class Bucket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bucket.class);

    private final BucketTerms terms;
    private final JdkHttp http;
    private final S3AsyncClient client;
    private final S3Presigner presigner;
    private final StoreFaults faults;
    private final RequestMeters meters;
    private volatile boolean unconditional;

    private Bucket(BucketTerms terms, MeterRegistry registry) {
        this.terms = terms;
        this.http = new JdkHttp("s3-" + terms.name(), terms.effort().connections());
        this.client = Clients.client(terms, http);
        this.presigner = Clients.presigner(terms);
        this.faults = new StoreFaults(terms);
        this.meters = new RequestMeters(registry, terms.name());
    }

    /** A bucket that is spoken to as the terms say; asks nothing yet. */
    public static Bucket open(BucketTerms terms, MeterRegistry registry) {
        return new Bucket(terms, registry);
    }

    BucketTerms terms() {
        return terms;
    }

    /** What is at a path; empty where nothing is. */
    Mono<Standing> head(String path) {
        return call(
                        "head",
                        path,
                        () -> client.headObject(
                                request -> request.bucket(terms.bucket()).key(terms.key(path))))
                .map(Bucket::standing)
                .onErrorResume(StoreFaults::isMissing, missing -> Mono.empty())
                .onErrorMap(failure -> faults.of(failure, "HEAD " + path));
    }

    private static Standing standing(HeadObjectResponse found) {
        Map<String, String> metadata = found.metadata();
        return new Standing(
                found.contentLength(), found.eTag(), metadata.get(Outline.SHA256), metadata.get(Outline.GENERATION));
    }

    /** Writes an object in one request; tells whether the condition held. Repeatable. */
    Mono<Written> put(String path, Outline outline, Condition condition, Source source) {
        return source.md5(0, source.sizeBytes())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(md5 -> written(
                        path,
                        condition,
                        () -> client.putObject(
                                request -> describe(request, path, outline, condition)
                                        .contentLength(source.sizeBytes())
                                        .contentMD5(md5.orElse(null)),
                                source.body(0, source.sizeBytes()))))
                .doOnNext(written -> meters.sent(source.sizeBytes()))
                .onErrorResume(
                        failure -> !condition.isAny() && StoreFaults.isUnconditional(failure),
                        failure -> withoutCondition(failure, path, outline, source))
                .onErrorMap(failure -> faults.of(failure, "PUT " + path));
    }

    private <T> Mono<Written> written(String path, Condition condition, Supplier<CompletableFuture<T>> request) {
        return call("put", path, request)
                .map(done -> Written.BY_US)
                .onErrorResume(
                        failure -> !condition.isAny() && StoreFaults.isOvertaken(failure),
                        other -> Mono.just(Written.BY_OTHERS));
    }

    /** The store knows no conditions: what the caller looked at before is all that there is to go by. */
    private Mono<Written> withoutCondition(Throwable failure, String path, Outline outline, Source source) {
        LOG.warn("event=s3.unconditional store={} reason={}", terms.name(), failure.toString());
        unconditional = true;
        return put(path, outline, Condition.NONE, source);
    }

    private PutObjectRequest.Builder describe(
            PutObjectRequest.Builder request, String path, Outline outline, Condition condition) {
        request.bucket(terms.bucket())
                .key(terms.key(path))
                .contentType(outline.contentType())
                .cacheControl(outline.cacheControl())
                .metadata(metadata(outline));
        if (unconditional) {
            return request;
        }
        return request.ifMatch(condition.etag()).ifNoneMatch(condition.absent() ? "*" : null);
    }

    private static Map<String, String> metadata(Outline outline) {
        return outline.generation() == null
                ? Map.of(Outline.SHA256, outline.sha256())
                : Map.of(Outline.SHA256, outline.sha256(), Outline.GENERATION, outline.generation());
    }

    /** Begins an object in parts; emits the id of the upload. */
    Mono<String> begin(String path, Outline outline) {
        return call(
                        "begin",
                        path,
                        () -> client.createMultipartUpload(request -> request.bucket(terms.bucket())
                                .key(terms.key(path))
                                .contentType(outline.contentType())
                                .cacheControl(outline.cacheControl())
                                .metadata(metadata(outline))))
                .map(CreateMultipartUploadResponse::uploadId)
                .onErrorMap(failure -> faults.of(failure, "begin " + path));
    }

    /** Sends a part; emits what the end is told of it. */
    Mono<CompletedPart> part(Part part, long length, AsyncRequestBody body, @Nullable String md5) {
        return call(
                        "part",
                        part.path(),
                        () -> client.uploadPart(
                                request -> request.bucket(terms.bucket())
                                        .key(terms.key(part.path()))
                                        .uploadId(part.upload())
                                        .partNumber(part.number())
                                        .contentLength(length)
                                        .contentMD5(md5),
                                body))
                .map(sent -> completed(part, sent))
                .doOnNext(sent -> meters.sent(length))
                .onErrorMap(failure -> faults.of(failure, "part " + part.number() + " of " + part.path()));
    }

    private static CompletedPart completed(Part part, UploadPartResponse sent) {
        return CompletedPart.builder()
                .partNumber(part.number())
                .eTag(sent.eTag())
                .build();
    }

    /** Makes the parts the object. */
    Mono<Written> complete(String path, String upload, List<CompletedPart> parts, Condition condition) {
        return written(
                        path,
                        condition,
                        () -> client.completeMultipartUpload(request -> request.bucket(terms.bucket())
                                .key(terms.key(path))
                                .uploadId(upload)
                                .ifNoneMatch(condition.absent() && !unconditional ? "*" : null)
                                .multipartUpload(all -> all.parts(parts))))
                .onErrorMap(failure -> faults.of(failure, "complete " + path));
    }

    /** Forgets the parts that were sent; an upload that is over is fine. */
    Mono<Void> abort(String path, String upload) {
        return call(
                        "abort",
                        path,
                        () -> client.abortMultipartUpload(request -> request.bucket(terms.bucket())
                                .key(terms.key(path))
                                .uploadId(upload)))
                .then()
                .onErrorResume(StoreFaults::isMissing, over -> Mono.empty())
                .onErrorMap(failure -> faults.of(failure, "abort " + path));
    }

    /** Aborts the uploads in parts that began before an instant, whoever began them; emits how many. */
    Mono<Long> abortBegunBefore(Instant instant) {
        return uploads(null, null)
                .expand(page ->
                        page.isTruncated() ? uploads(page.nextKeyMarker(), page.nextUploadIdMarker()) : Mono.empty())
                .concatMapIterable(ListMultipartUploadsResponse::uploads)
                .filter(upload -> upload.initiated().isBefore(instant))
                .concatMap(upload -> aborted(upload).thenReturn(upload))
                .count();
    }

    private Mono<Void> aborted(MultipartUpload upload) {
        return abort(terms.path(upload.key()), upload.uploadId());
    }

    private Mono<ListMultipartUploadsResponse> uploads(@Nullable String key, @Nullable String upload) {
        return call(
                        "list",
                        "uploads",
                        () -> client.listMultipartUploads(request -> request.bucket(terms.bucket())
                                .prefix(terms.key(""))
                                .keyMarker(key)
                                .uploadIdMarker(upload)))
                .onErrorMap(failure -> faults.of(failure, "list uploads"));
    }

    /** A range of an object; {@code OBJECT_LOST} where there is none. Read by one who keeps reading, or cancels. */
    Flux<ByteBuffer> read(String path, long offset, long length) {
        if (length == 0) {
            return Flux.empty();
        }
        return call(
                        "get",
                        path,
                        () -> client.getObject(
                                request -> range(request, path, offset, length),
                                AsyncResponseTransformer.<GetObjectResponse>toPublisher()))
                .flatMapMany(Bucket::bytes)
                .doOnNext(meters::received)
                .onErrorMap(failure -> lostOr(failure, path));
    }

    private static Flux<ByteBuffer> bytes(ResponsePublisher<GetObjectResponse> answer) {
        return Flux.from(answer);
    }

    /** How large an object is, for one who blocks. */
    CompletableFuture<Long> sizeBytes(String path) {
        return client.headObject(request -> request.bucket(terms.bucket()).key(terms.key(path)))
                .thenApply(HeadObjectResponse::contentLength);
    }

    /** A range of an object, whole, for one who blocks. */
    CompletableFuture<ByteBuffer> chunk(String path, long offset, long length) {
        return client.getObject(request -> range(request, path, offset, length), AsyncResponseTransformer.toBytes())
                .thenApply(answer -> meters.received(answer.asByteBuffer()));
    }

    private void range(GetObjectRequest.Builder request, String path, long offset, long length) {
        request.bucket(terms.bucket()).key(terms.key(path)).range("bytes=" + offset + "-" + (offset + length - 1));
    }

    /** The fault of a failed read. */
    RuntimeException lostOr(Throwable failure, String path) {
        return StoreFaults.isMissing(failure)
                ? new Broken(S3Fault.OBJECT_LOST, path + " is not in the object store of " + terms.name())
                : faults.of(failure, "GET " + path);
    }

    /** Deletes an object; one that is gone already is fine. */
    Mono<Void> delete(String path) {
        return call(
                        "delete",
                        path,
                        () -> client.deleteObject(
                                request -> request.bucket(terms.bucket()).key(terms.key(path))))
                .then()
                .onErrorResume(StoreFaults::isMissing, gone -> Mono.empty())
                .onErrorMap(failure -> faults.of(failure, "DELETE " + path));
    }

    /** The objects whose paths begin so, by path. */
    Flux<Listed> list(String beginning) {
        return page(beginning, null)
                .expand(page -> Boolean.TRUE.equals(page.isTruncated())
                        ? page(beginning, page.nextContinuationToken())
                        : Mono.empty())
                .concatMapIterable(ListObjectsV2Response::contents)
                .map(found -> new Listed(terms.path(found.key()), found.size(), found.lastModified()));
    }

    private Mono<ListObjectsV2Response> page(String beginning, @Nullable String token) {
        return call(
                        "list",
                        beginning,
                        () -> client.listObjectsV2(request -> request.bucket(terms.bucket())
                                .prefix(terms.key(beginning))
                                .continuationToken(token)))
                .onErrorMap(failure -> faults.of(failure, "LIST " + beginning));
    }

    /** An address under which whoever has it reads an object, for a time. Asks nobody. */
    URI address(String path, Duration lifetime) {
        return URI.create(presigner
                .presignGetObject(signing -> signing.signatureDuration(lifetime)
                        .getObjectRequest(
                                request -> request.bucket(terms.bucket()).key(terms.key(path))))
                .url()
                .toString());
    }

    private <T> Mono<T> call(String operation, String path, Supplier<CompletableFuture<T>> request) {
        return meters.timed(operation, Mono.fromFuture(request)).checkpoint(operation + " " + path);
    }

    /** Ends the connections; requests that are under way fail. */
    @Override
    public void close() {
        client.close();
        presigner.close();
        http.close();
    }

    /** Who wrote an object. */
    enum Written {
        BY_US,
        BY_OTHERS
    }

    /** A part of an upload. */
    record Part(String path, String upload, int number) {}

    /** An object in a listing. */
    record Listed(String path, long sizeBytes, Instant changedAt) {}
}
