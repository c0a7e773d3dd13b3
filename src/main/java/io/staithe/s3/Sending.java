package io.staithe.s3;

import io.staithe.s3.Bucket.Part;
import io.staithe.s3.Bucket.Written;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends bytes to a bucket: in one request, or in parts where there are many, some parts at once.
 *
 * <p>No object appears before all of it was taken. An error or a cancel takes the parts away that were sent; what a
 * crash leaves of them goes with {@link Bucket#abortBegunBefore}.
 */
final class Sending {
    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

    /** The most that S3 takes. */
    private static final int MAX_PARTS = 10_000;

    private final Bucket bucket;

    Sending(Bucket bucket) {
        this.bucket = bucket;
    }

    /** Sends all bytes to a path; tells whether the condition held. Repeatable. */
    Mono<Written> send(String path, Outline outline, Condition condition, Source source) {
        return source.sizeBytes() <= bucket.terms().effort().partBytes()
                ? bucket.put(path, outline, condition, source)
                : Mono.usingWhen(
                        bucket.begin(path, outline),
                        upload -> inParts(path, upload, condition, source),
                        upload -> Mono.empty(),
                        (upload, failure) -> abort(path, upload),
                        upload -> abort(path, upload));
    }

    private Mono<Written> inParts(String path, String upload, Condition condition, Source source) {
        long size = source.sizeBytes();
        long partBytes = Math.max(bucket.terms().effort().partBytes(), (size + MAX_PARTS - 1) / MAX_PARTS);
        int parts = Math.toIntExact((size + partBytes - 1) / partBytes);
        return Flux.range(0, parts)
                .flatMapSequential(
                        at -> part(
                                new Part(path, upload, at + 1),
                                source,
                                at * partBytes,
                                Math.min(partBytes, size - at * partBytes)),
                        bucket.terms().effort().parts(),
                        1)
                .collectList()
                .flatMap(sent -> bucket.complete(path, upload, sent, condition))
                .delayUntil(written -> written == Written.BY_OTHERS ? abort(path, upload) : Mono.empty());
    }

    private Mono<CompletedPart> part(Part part, Source source, long offset, long length) {
        return source.md5(offset, length)
                .flatMap(md5 -> bucket.part(part, length, source.body(offset, length), md5))
                .switchIfEmpty(Mono.defer(() -> bucket.part(part, length, source.body(offset, length), null)));
    }

    private Mono<Void> abort(String path, String upload) {
        return bucket.abort(path, upload).onErrorResume(failure -> {
            LOG.warn("event=s3.abort.failed path={} upload={} reason={}", path, upload, failure.toString());
            return Mono.empty();
        });
    }
}
