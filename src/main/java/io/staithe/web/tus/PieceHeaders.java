package io.staithe.web.tus;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.session.Piece;
import io.staithe.pool.PartialFile.Checksum;
import io.staithe.web.WebFault;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The headers that come with bytes of an upload. */
final class PieceHeaders {
    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String CHECKSUM = "Upload-Checksum";

    /** The names of the extension and those of Java. */
    static final Map<String, String> ALGORITHMS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

    private static final MediaType TYPE = new MediaType("application", "offset+octet-stream");

    private PieceHeaders() {}

    /** Whether a body is sent as bytes of an upload. */
    static boolean hasBytes(ServerRequest request) {
        return request.headers().contentType().filter(TYPE::includes).isPresent();
    }

    /** The bytes of a request from an offset on. */
    static Piece piece(ServerRequest request, long offset) {
        return new Piece(
                offset,
                request.headers().contentLength(),
                request.body(BodyExtractors.toDataBuffers()),
                checksum(request));
    }

    /** The bytes of a request at the offset that it names; {@code WRONG_PIECE_TYPE} for another type of body. */
    static Piece piece(ServerRequest request) {
        if (!hasBytes(request)) {
            throw new Refused(TusFault.WRONG_PIECE_TYPE, "the Content-Type must be " + TYPE);
        }
        return piece(request, number(request, OFFSET));
    }

    /** A whole number, 0 or more. */
    static long number(ServerRequest request, String header) {
        String text = String.valueOf(request.headers().firstHeader(header));
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException broken) {
            throw bad(header, text, "must be a whole number");
        }
        throw bad(header, text, "must not be negative");
    }

    private static @Nullable Checksum checksum(ServerRequest request) {
        String text = request.headers().firstHeader(CHECKSUM);
        if (text == null) {
            return null;
        }
        String[] parts = text.strip().split(" ", 2);
        String algorithm = ALGORITHMS.get(parts[0]);
        if (algorithm == null || parts.length == 1) {
            throw bad(CHECKSUM, text, "must be one of " + String.join(" ", ALGORITHMS.keySet()) + " and base64");
        }
        try {
            byte[] digest = Base64.getDecoder().decode(parts[1].strip());
            return new Checksum(algorithm, HexFormat.of().formatHex(digest));
        } catch (IllegalArgumentException broken) {
            throw bad(CHECKSUM, text, "must end in base64");
        }
    }

    private static Refused bad(String header, String value, String rule) {
        return new Refused(WebFault.BAD_PARAMETER, header + " '" + Fault.bounded(value) + "' " + rule);
    }
}
