package io.staithe.web.rest;

import io.staithe.archive.OpenPgpKeys;
import io.staithe.publish.PublicKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The signing keys of the server, as the native API shows them. */
public final class KeyRoutes {
    private KeyRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(PublicKeys keys) {
        return RouterFunctions.route()
                .GET("/v1/keys", request -> RestJson.ok(forms(keys)))
                .build();
    }

    private static List<Map<String, Object>> forms(PublicKeys keys) {
        List<String> defaults = keys.defaults();
        return keys.all().stream().map(key -> form(key, defaults)).toList();
    }

    private static Map<String, Object> form(OpenPgpKeys.Shown key, List<String> defaults) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("fingerprint", key.fingerprint());
        form.put("userIds", key.people());
        form.put("ready", key.ready());
        form.put("default", defaults.contains(key.fingerprint()));
        form.put("url", "/keys/" + key.fingerprint() + ".asc");
        return form;
    }
}
