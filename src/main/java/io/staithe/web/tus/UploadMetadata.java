package io.staithe.web.tus;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * What a client says of an upload when it begins it: the header {@code Upload-Metadata} of tus 1.0, or parameters of
 * the query, which stand in for keys that the header does not have.
 */
final class UploadMetadata {
    static final String HEADER = "Upload-Metadata";

    private final String text;
    private final Map<String, String> values;
    private final ServerRequest request;

    private UploadMetadata(String text, Map<String, String> values, ServerRequest request) {
        this.text = text;
        this.values = values;
        this.request = request;
    }

    /** Reads it; {@code BAD_UPLOAD_METADATA} where it is no list of keys and base64, or names a key twice. */
    static UploadMetadata of(ServerRequest request) {
        String text = String.join(",", request.headers().header(HEADER)).strip();
        Map<String, String> values = new HashMap<>();
        if (!text.isEmpty()) {
            for (String pair : text.split(",", -1)) {
                String[] parts = pair.strip().split(" ", 2);
                String value = parts.length == 1 ? "" : decoded(parts[1].strip());
                if (parts[0].isEmpty() || values.put(parts[0], value) != null) {
                    throw bad(pair, "must be a key of its own and base64 behind it");
                }
            }
        }
        return new UploadMetadata(text, values, request);
    }

    /** The header as it came. */
    String text() {
        return text;
    }

    /** A value, where there is one. */
    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key)).or(() -> request.queryParam(key));
    }

    /** A value without which there is no upload. */
    String required(String key) {
        return value(key)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new Refused(
                        TusFault.BAD_UPLOAD_METADATA, HEADER + " must have '" + key + "', as a key or in the query"));
    }

    private static String decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException broken) {
            throw bad(base64, "must be base64 of UTF-8");
        }
    }

    static Refused bad(String value, String rule) {
        return new Refused(TusFault.BAD_UPLOAD_METADATA, HEADER + ": '" + Fault.bounded(value) + "' " + rule);
    }
}
