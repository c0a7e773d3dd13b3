package io.staithe.web.aptly.wire;

import io.staithe.fault.Refused;
import io.staithe.web.SmallBody;
import io.staithe.web.WebFault;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the small bodies of aptly's calls, whole and up to a limit: JSON where the header says so, a form otherwise,
 * with or without a header. A longer body is {@code BODY_OVER_LIMIT}.
 */
public final class Bodies {
    private final int maxBytes;

    /** Bodies of at most this size. */
    public Bodies(DataSize maximum) {
        this.maxBytes = Math.toIntExact(maximum.toBytes());
    }

    /**
     * The members of the body; none where there is no body and no header.
     *
     * @param name what messages call the whole
     */
    public Mono<Fields> fields(ServerRequest request, String name) {
        String contentType = request.headers().firstHeader(HttpHeaders.CONTENT_TYPE);
        return bytes(request)
                .map(body -> isJson(contentType)
                        ? Fields.ofJson(name, json(body))
                        : Fields.ofForm(name, form(new String(body, StandardCharsets.UTF_8))));
    }

    /**
     * The members of a body that may be missing altogether, whatever its header says.
     *
     * @param name what messages call the whole
     */
    public Mono<Fields> optionalFields(ServerRequest request, String name) {
        String contentType = request.headers().firstHeader(HttpHeaders.CONTENT_TYPE);
        return bytes(request)
                .map(body -> isJson(contentType) && body.length > 0
                        ? Fields.ofJson(name, json(body))
                        : Fields.ofForm(name, form(new String(body, StandardCharsets.UTF_8))));
    }

    /**
     * The members of a body that is JSON, whatever its header says.
     *
     * @param name what messages call the whole
     */
    public Mono<Fields> jsonFields(ServerRequest request, String name) {
        return bytes(request).map(body -> Fields.ofJson(name, json(body)));
    }

    /**
     * The elements of a body that is an array of objects of JSON, whatever its header says.
     *
     * @param name what messages call an element
     */
    public Mono<List<Fields>> list(ServerRequest request, String name) {
        return bytes(request).map(body -> Fields.ofArray(name, json(body)));
    }

    private Mono<byte[]> bytes(ServerRequest request) {
        return SmallBody.read(request.body(BodyExtractors.toDataBuffers()), maxBytes)
                .defaultIfEmpty(new byte[0]);
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode value = AptlyJson.read(body);
            if (value.isMissingNode()) {
                throw new Refused(WebFault.BAD_BODY, "EOF");
            }
            return value;
        } catch (UnexpectedEndOfInputException cut) {
            throw new Refused(WebFault.BAD_BODY, "unexpected EOF");
        } catch (StreamReadException broken) {
            throw new Refused(WebFault.BAD_BODY, "invalid character in JSON: " + broken.getOriginalMessage());
        } catch (JacksonException broken) {
            throw new Refused(WebFault.BAD_BODY, "invalid JSON: " + broken.getOriginalMessage());
        }
    }

    private static Map<String, List<String>> form(String body) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        for (String pair : body.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                form.computeIfAbsent(decoded(name), key -> new ArrayList<>()).add(decoded(value));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw new Refused(WebFault.BAD_BODY, "invalid URL escape in the form");
        }
    }
}
