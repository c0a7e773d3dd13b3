package io.staithe.web.tus;

import static io.staithe.web.PathFilter.variable;

import io.staithe.access.Caller;
import io.staithe.intake.session.Session;
import io.staithe.intake.session.SessionId;
import io.staithe.library.arrival.Arrival;
import io.staithe.library.arrival.Offer;
import io.staithe.library.arrival.Progress;
import io.staithe.library.arrival.ResumableUploads;
import io.staithe.library.receipt.SignedReceipt;
import io.staithe.web.Callers;
import io.staithe.web.rest.RequestKeyFilter;
import io.staithe.web.rest.Wishes;
import java.net.URI;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * tus 1.0: core protocol, creation, creation-with-upload, checksum, expiration, termination. What another instance has
 * is asked of that.
 */
public final class TusHandler {
    private static final String EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination";
    private static final String EXPIRES = "Upload-Expires";
    private static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");

    private final ResumableUploads uploads;
    private final Forwarding forwarding;
    private final long maxBytes;

    /**
     * Translates to the use cases.
     *
     * @param maxBytes the longest upload
     */
    public TusHandler(ResumableUploads uploads, Forwarding forwarding, long maxBytes) {
        this.uploads = uploads;
        this.forwarding = forwarding;
        this.maxBytes = maxBytes;
    }

    /** What the server can do. */
    Mono<ServerResponse> options(ServerRequest request) {
        return ServerResponse.noContent()
                .header(TusVersion.VERSIONS, TusVersion.VERSION)
                .header("Tus-Extension", EXTENSIONS)
                .header("Tus-Max-Size", Long.toString(maxBytes))
                .header("Tus-Checksum-Algorithm", String.join(",", PieceHeaders.ALGORITHMS.keySet()))
                .build();
    }

    /** Begins an upload, with its first bytes where they come along. */
    Mono<ServerResponse> create(ServerRequest request) {
        Caller caller = Callers.of(request);
        return Mono.fromCallable(() -> offer(request))
                .flatMap(offer -> uploads.begin(caller, offer))
                .flatMap(
                        opened -> opened.isNew() ? begun(request, opened.session()) : known(request, opened.session()));
    }

    private Mono<ServerResponse> begun(ServerRequest request, Session session) {
        return PieceHeaders.hasBytes(request)
                ? withBytes(request, session)
                : created(session).build();
    }

    /**
     * What was begun before under this key goes on where it is. Bytes that come along are its first ones where it has
     * none, else they are read for nothing, and it goes on by pieces; those that are held back then are not asked for.
     */
    private Mono<ServerResponse> known(ServerRequest request, Session session) {
        if (!PieceHeaders.hasBytes(request)) {
            return told(request, session);
        }
        Caller caller = Callers.of(request);
        return uploads.locate(caller, session.id()).flatMap(located -> {
            Session there = located.session();
            if (located.isHere() && there.isOpen() && there.offsetBytes() == 0) {
                return withBytes(request, there);
            }
            return Wishes.isHeldBack(request)
                    ? told(request, there)
                    : uploads.drop(caller, there, PieceHeaders.piece(request, 0))
                            .flatMap(now -> told(request, now));
        });
    }

    private Mono<ServerResponse> told(ServerRequest request, Session session) {
        if (session.isOpen() && session.isWhole()) {
            // The offset of the end is told when the addition is accepted, which a HEAD sees to.
            return ServerResponse.created(location(session)).build();
        }
        if (session.isOpen()) {
            return created(session).build();
        }
        return uploads.look(Callers.of(request), session, Wishes.patience(request))
                .flatMap(progress -> created(progress.session())
                        .headers(headers -> tell(headers, progress))
                        .build());
    }

    private Mono<ServerResponse> withBytes(ServerRequest request, Session session) {
        request.exchange().getResponse().getHeaders().setLocation(location(session));
        return Mono.defer(() -> uploads.append(
                        Callers.of(request), session, PieceHeaders.piece(request, 0), Wishes.patience(request)))
                .flatMap(progress -> created(progress.session())
                        .headers(headers -> tell(headers, progress))
                        .build());
    }

    /** How far an upload is. */
    Mono<ServerResponse> look(ServerRequest request) {
        return here(
                request,
                (caller, session) -> uploads.look(caller, session, Wishes.patience(request))
                        .flatMap(progress -> ServerResponse.ok()
                                .headers(headers -> {
                                    headers.set(
                                            PieceHeaders.LENGTH,
                                            Long.toString(
                                                    progress.session().what().sizeBytes()));
                                    if (!progress.remark().isEmpty()) {
                                        headers.set(UploadMetadata.HEADER, progress.remark());
                                    }
                                    tell(headers, progress);
                                })
                                .build()));
    }

    /** Takes bytes. */
    Mono<ServerResponse> append(ServerRequest request) {
        return here(
                request,
                (caller, session) -> Mono.fromCallable(() -> PieceHeaders.piece(request))
                        .flatMap(piece -> uploads.append(caller, session, piece, Wishes.patience(request)))
                        .flatMap(progress -> ServerResponse.noContent()
                                .headers(headers -> tell(headers, progress))
                                .build()));
    }

    /** Ends an upload. */
    Mono<ServerResponse> end(ServerRequest request) {
        return here(
                request,
                (caller, session) ->
                        uploads.end(session).then(ServerResponse.noContent().build()));
    }

    /** For clients that can send nothing but GET and POST. */
    Mono<ServerResponse> overridden(ServerRequest request) {
        String method = String.valueOf(request.headers().firstHeader(TusRoutes.OVERRIDE))
                .toUpperCase(Locale.ROOT);
        return switch (method) {
            case "PATCH" -> append(request);
            case "HEAD" -> look(request);
            case "DELETE" -> end(request);
            default ->
                ServerResponse.status(HttpStatus.METHOD_NOT_ALLOWED)
                        .header(HttpHeaders.ALLOW, "HEAD, PATCH, DELETE, OPTIONS")
                        .build();
        };
    }

    private Mono<ServerResponse> here(ServerRequest request, BiFunction<Caller, Session, Mono<ServerResponse>> answer) {
        Caller caller = Callers.of(request);
        return Mono.fromCallable(() -> new SessionId(variable(request, "id")))
                .flatMap(id -> uploads.locate(caller, id))
                .flatMap(located -> located.isHere()
                        ? answer.apply(caller, located.session())
                        : forwarding.forward(request, located.owner()));
    }

    private static Offer offer(ServerRequest request) {
        UploadMetadata metadata = UploadMetadata.of(request);
        return new Offer(
                metadata.required("repository"),
                metadata.required("filename"),
                PieceHeaders.number(request, PieceHeaders.LENGTH),
                metadata.value("sha256").map(TusHandler::sha256).orElse(null),
                Wishes.flag("replace", metadata.value("replace").orElse("false")),
                Wishes.until(metadata.value("wait").orElse("added")),
                RequestKeyFilter.key(request.headers().asHttpHeaders()).orElse(null),
                metadata.text());
    }

    private static String sha256(String text) {
        if (!SHA256.matcher(text).matches()) {
            throw UploadMetadata.bad("sha256 " + text, "must be 64 hexadecimal digits");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static ServerResponse.BodyBuilder created(Session session) {
        return ServerResponse.created(location(session)).headers(headers -> tellSession(headers, session));
    }

    private static URI location(Session session) {
        return URI.create(TusRoutes.ROOT + "/" + session.id());
    }

    private static void tell(HttpHeaders headers, Progress progress) {
        tellSession(headers, progress.session());
        Arrival arrival = progress.arrival();
        if (arrival != null) {
            headers.set("Staithe-Task", "/v1/tasks/" + arrival.task().id().value());
            tellReceipt(headers, arrival.receipt());
        }
    }

    private static void tellReceipt(HttpHeaders headers, @Nullable SignedReceipt receipt) {
        if (receipt != null) {
            headers.set("Staithe-Receipt", "/v1/receipts/" + receipt.receipt().id());
        }
    }

    private static void tellSession(HttpHeaders headers, Session session) {
        headers.set(PieceHeaders.OFFSET, Long.toString(session.offsetBytes()));
        if (session.isOpen()) {
            headers.setInstant(EXPIRES, session.expiresAt());
        }
    }
}
