package io.staithe.web.aptly.server;

import io.staithe.web.RouteTable.Route;
import io.staithe.web.aptly.wire.AptlyJson;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** The pages about this API: the routes that there are, for people and as an OpenAPI 2.0 document. */
public final class DocsHandler {
    private static final URI PAGE = URI.create("/docs.html");
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)(?::[^}]*(?:\\{[^}]*})?[^}]*)?}");

    private final Supplier<List<Route>> routes;
    private final String version;

    /**
     * Pages about routes.
     *
     * @param routes all of the server's; those outside aptly's dialect are left out
     * @param version the version of aptly whose answers these are
     */
    public DocsHandler(Supplier<List<Route>> routes, String version) {
        this.routes = routes;
        this.version = version;
    }

    Mono<ServerResponse> redirect(ServerRequest request) {
        return ServerResponse.status(HttpStatus.MOVED_PERMANENTLY)
                .location(PAGE)
                .build();
    }

    Mono<ServerResponse> page(ServerRequest request) {
        StringBuilder html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                + "<title>Staithe: aptly's API</title><h1>aptly's API</h1><p>The same as <a href=\"/docs/doc.json\">"
                + "OpenAPI</a>.</p><table>\n");
        own().forEach(route -> html.append("<tr><td>")
                .append(route.method())
                .append("</td><td><code>")
                .append(route.path())
                .append("</code></td></tr>\n"));
        return ServerResponse.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .bodyValue(html.append("</table></html>\n").toString());
    }

    Mono<ServerResponse> document(ServerRequest request) {
        ObjectNode document = AptlyJson.object().put("swagger", "2.0");
        document.putObject("info").put("title", "aptly's API, by Staithe").put("version", version);
        document.put("basePath", "/");
        ObjectNode paths = document.putObject("paths");
        for (Route route : own()) {
            String path = VARIABLE.matcher(route.path()).replaceAll("{$1}");
            ObjectNode methods = paths.path(path).isObject() ? (ObjectNode) paths.path(path) : paths.putObject(path);
            describe(methods.putObject(route.method().toLowerCase(Locale.ROOT)), route.path());
        }
        return ServerResponse.ok()
                .header(HttpHeaders.CONTENT_TYPE, AptlyJson.CONTENT_TYPE)
                .bodyValue(AptlyJson.write(document));
    }

    private static void describe(ObjectNode operation, String path) {
        variables(path)
                .forEach(name -> operation
                        .withArray("parameters")
                        .addObject()
                        .put("name", name)
                        .put("in", "path")
                        .put("required", true)
                        .put("type", "string"));
        operation.putObject("responses").putObject("default").put("description", "see the compatibility page");
    }

    private static List<String> variables(String path) {
        List<String> names = new ArrayList<>();
        Matcher variable = VARIABLE.matcher(path);
        while (variable.find()) {
            names.add(variable.group(1));
        }
        return names;
    }

    private List<Route> own() {
        return routes.get().stream()
                .filter(route -> route.path().startsWith("/api"))
                .distinct()
                .toList();
    }
}
