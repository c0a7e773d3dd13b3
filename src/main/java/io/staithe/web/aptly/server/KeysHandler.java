package io.staithe.web.aptly.server;

import io.staithe.access.AccessFault;
import io.staithe.archive.Certificates.Certificate;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.trust.TrustedKeys;
import io.staithe.web.Callers;
import io.staithe.web.aptly.AptlyFault;
import io.staithe.web.aptly.Replies;
import io.staithe.web.aptly.wire.AptlyForms;
import io.staithe.web.aptly.wire.AptlyJson;
import io.staithe.web.aptly.wire.Bodies;
import io.staithe.web.aptly.wire.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keyrings of trusted keys. aptly lets gpg speak here: what was done, and what was wrong, is a text.
 *
 * <p>Keyrings are named by their base names; a path before it is ignored.
 */
public final class KeysHandler {
    private static final String DEFAULT_KEYRING = "trustedkeys.gpg";

    private final TrustedKeys keys;
    private final Bodies bodies;

    /** Translates to the use cases of trusted keys. */
    public KeysHandler(TrustedKeys keys, Bodies bodies) {
        this.keys = keys;
        this.bodies = bodies;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        String keyring =
                request.queryParam("keyring").filter(name -> !name.isEmpty()).orElse(DEFAULT_KEYRING);
        return keys.list(Callers.of(request), keyring)
                .flatMap(found -> Replies.ok(AptlyJson.object()
                        .set("Keys", found.isEmpty() ? JsonNodeFactory.instance.nullNode() : forms(found))));
    }

    Mono<ServerResponse> add(ServerRequest request) {
        return bodies.fields(request, "gpgAddKeyParams").flatMap(fields -> {
            String armor = fields.text("GpgKeyArmor", "");
            if (armor.isEmpty()) {
                return refusal("gpg: this server fetches no keys from key servers, send GpgKeyArmor\n");
            }
            return keys.add(Callers.of(request), keyring(fields), armor.getBytes(StandardCharsets.UTF_8))
                    .flatMap(came -> Replies.ok(text(
                            came.stream().map(key -> line(key) + " imported\n").collect(Collectors.joining()))))
                    .onErrorResume(KeysHandler::isOfKeys, refused -> refusal("gpg: " + refused.getMessage() + "\n"));
        });
    }

    Mono<ServerResponse> remove(ServerRequest request) {
        return bodies.fields(request, "gpgDeleteKeyParams").flatMap(fields -> {
            String id = fields.text("GpgKeyID", "");
            if (id.isEmpty()) {
                throw new Refused(AptlyFault.KEY_ID_MISSING, "GpgKeyID is required");
            }
            return keys.remove(Callers.of(request), keyring(fields), id)
                    .onErrorMap(
                            KeysHandler::isOfKeys,
                            refused -> new Refused(
                                    AptlyFault.KEY_NOT_DELETED, "failed to delete key: " + refused.getMessage()))
                    .flatMap(gone -> Replies.ok(text(line(gone) + " deleted\n")));
        });
    }

    private static boolean isOfKeys(Throwable failure) {
        return failure instanceof Refused refused && !(refused.code() instanceof AccessFault);
    }

    private static String keyring(Fields fields) {
        String name = fields.text("Keyring", "");
        return name.isEmpty() ? DEFAULT_KEYRING : name;
    }

    private static ArrayNode forms(List<Certificate> keys) {
        ArrayNode forms = AptlyJson.object().arrayNode();
        keys.forEach(key -> forms.add(form(key)));
        return forms;
    }

    private static ObjectNode form(Certificate key) {
        return AptlyJson.object()
                .put("KeyID", key.keyId())
                .put("Fingerprint", key.fingerprint())
                .put("Validity", key.validity())
                .set("UserIDs", AptlyForms.texts(key.userIds()))
                .put("CreatedAt", key.createdAt().toString());
    }

    private static String line(Certificate key) {
        String person = key.userIds().isEmpty() ? "[unknown]" : key.userIds().get(0);
        return "gpg: key " + key.keyId() + ": public key \"" + Fault.bounded(person) + "\"";
    }

    private static Mono<ServerResponse> refusal(String text) {
        return Replies.json(400, text(text));
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }
}
