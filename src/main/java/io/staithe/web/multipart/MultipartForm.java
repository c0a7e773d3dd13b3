package io.staithe.web.multipart;

import io.staithe.fault.Refused;
import io.staithe.web.WebFault;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads {@code multipart/form-data} (RFC 7578) as a flow of files; fields that are no files are dropped. */
public final class MultipartForm {
    private final MultipartLimits limits;

    /** Forms within limits. */
    public MultipartForm(MultipartLimits limits) {
        this.limits = limits;
    }

    /**
     * The files of a body, one after the other; the next comes when the content of the one before was read or
     * cancelled. None where the form has none. Fails with {@code NOT_MULTIPART}, {@code BAD_MULTIPART} (also where the
     * body ends before its last boundary), {@code TOO_MANY_PARTS}, {@code BODY_OVER_LIMIT} for a field. An error or a
     * cancel releases every buffer that was not handed over. Can be subscribed to as often as the body.
     */
    public Flux<FormFile> files(@Nullable String contentType, Flux<DataBuffer> body) {
        return Mono.fromCallable(() -> Boundary.of(contentType))
                .flatMapMany(boundary -> body.transform(PartSplitter.splitting(boundary, limits)))
                .concatMap(this::fileOrNothing, 1);
    }

    private Mono<FormFile> fileOrNothing(Part part) {
        String fileName = part.head().fileName();
        return fileName == null ? dropped(part.content()) : Mono.just(new FormFile(fileName, part.content()));
    }

    private <T> Mono<T> dropped(Flux<DataBuffer> field) {
        return field.map(MultipartForm::released).reduce(0, this::bounded).then(Mono.empty());
    }

    private int bounded(int total, int more) {
        if (total + more > limits.maxFieldBytes()) {
            throw new Refused(
                    WebFault.BODY_OVER_LIMIT,
                    "a field that is no file may have at most " + limits.maxFieldBytes() + " bytes");
        }
        return total + more;
    }

    private static int released(DataBuffer buffer) {
        int bytes = buffer.readableByteCount();
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
