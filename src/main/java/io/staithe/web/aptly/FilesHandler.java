package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.intake.IncomingFile;
import io.staithe.intake.UploadedFile;
import io.staithe.intake.Uploads;
import io.staithe.web.Callers;
import io.staithe.web.DigestHeaders;
import io.staithe.web.aptly.wire.AptlyForms;
import io.staithe.web.aptly.wire.AptlyJson;
import io.staithe.web.aptly.wire.PathNames;
import io.staithe.web.multipart.MultipartForm;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Upload directories: files come in raw or as a form, are listed and deleted.
 *
 * <p>Bodies are read as they are: nothing else may parse them, whatever their header says, for {@code dput} sends
 * everything as a form.
 */
public final class FilesHandler {
    private final Uploads uploads;
    private final MultipartForm form;

    /** Translates to the use cases of upload directories. */
    public FilesHandler(Uploads uploads, MultipartForm form) {
        this.uploads = uploads;
        this.form = form;
    }

    Mono<ServerResponse> directories(ServerRequest request) {
        return Replies.array(uploads.directories(Callers.of(request)).map(JsonNodeFactory.instance::stringNode));
    }

    Mono<ServerResponse> files(ServerRequest request) {
        String directory = PathNames.directory(variable(request, "dir"));
        return Replies.array(uploads.files(Callers.of(request), directory)
                .map(UploadedFile::name)
                .map(JsonNodeFactory.instance::stringNode));
    }

    Mono<ServerResponse> receiveRaw(ServerRequest request) {
        String directory = variable(request, "dir");
        String file = variable(request, "file");
        Flux<DataBuffer> body = request.body(BodyExtractors.toDataBuffers());
        return uploads.receive(
                        Callers.of(request),
                        PathNames.directory(directory),
                        Flux.just(new IncomingFile(PathNames.file(file), body, DigestHeaders.of(request))),
                        declared(request))
                .flatMap(received -> received(directory, List.of(file)));
    }

    Mono<ServerResponse> receiveForm(ServerRequest request) {
        String directory = variable(request, "dir");
        String stored = PathNames.directory(directory);
        String contentType = request.headers().firstHeader(HttpHeaders.CONTENT_TYPE);
        Flux<IncomingFile> files = form.files(contentType, uploads.paced(request.body(BodyExtractors.toDataBuffers())))
                .map(file -> new IncomingFile(PathNames.file(file.fileName()), file.content()));
        return uploads.receive(Callers.of(request), stored, files, declared(request))
                .flatMap(received -> received(
                        directory, received.stream().map(UploadedFile::name).toList()));
    }

    Mono<ServerResponse> deleteDirectory(ServerRequest request) {
        String directory = PathNames.directory(variable(request, "dir"));
        return uploads.deleteDirectory(Callers.of(request), directory)
                .then(Mono.defer(() -> Replies.ok(AptlyJson.object())));
    }

    Mono<ServerResponse> deleteFile(ServerRequest request) {
        String directory = PathNames.directory(variable(request, "dir"));
        String file = PathNames.file(variable(request, "file"));
        return uploads.deleteFile(Callers.of(request), directory, file)
                .then(Mono.defer(() -> Replies.ok(AptlyJson.object())));
    }

    private static Mono<ServerResponse> received(String directory, List<String> names) {
        return Replies.ok(AptlyForms.texts(
                names.stream().map(name -> directory + "/" + name).toList()));
    }

    private static OptionalLong declared(ServerRequest request) {
        return request.headers().contentLength();
    }
}
