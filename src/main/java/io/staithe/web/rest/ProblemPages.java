package io.staithe.web.rest;

import io.staithe.fault.Category;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;
import io.staithe.web.Problems;
import io.staithe.web.WebFault;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The pages that the types of problems name: what it is, whose failure, what helps. */
public final class ProblemPages {
    private final Map<String, FaultCode> codes;

    /** Pages of these faults. */
    public ProblemPages(Collection<? extends FaultCode> codes) {
        this.codes = codes.stream().collect(Collectors.toUnmodifiableMap(FaultCode::slug, Function.identity()));
    }

    Mono<ServerResponse> show(ServerRequest request) {
        String slug = request.pathVariable("slug");
        FaultCode code = codes.get(slug);
        if (code == null) {
            return Mono.error(
                    new Refused(WebFault.UNKNOWN_PROBLEM, "there is no problem '" + Fault.bounded(slug) + "'"));
        }
        boolean html = request.headers().accept().stream()
                .anyMatch(type -> type.getSubtype().equals("html"));
        return ServerResponse.ok()
                .contentType(html ? MediaType.TEXT_HTML : MediaType.TEXT_PLAIN)
                .bodyValue(html ? html(code) : code.title() + "\n\n" + explanation(code) + "\n");
    }

    /** Titles and explanations are our own constants, so that nothing has to be escaped but {@code <} and {@code &}. */
    private static String html(FaultCode code) {
        String title = escaped(code.title());
        return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + title + "</title><h1>" + title
                + "</h1><p>" + escaped(explanation(code)) + "</p></html>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String explanation(FaultCode code) {
        return "Code " + code.slug() + ", status " + Problems.status(code.category()) + ". " + advice(code.category());
    }

    private static String advice(Category category) {
        return switch (category.blame()) {
            case CALLER ->
                "The request cannot succeed as it is; the detail of the answer names the thing, the value"
                        + " and the rule. Change the request before trying again.";
            case SCARCITY ->
                "The server has not enough of something at the moment. The same request may succeed later;"
                        + " wait at least as long as Retry-After says.";
            case OURS ->
                "The failure is the server's. The correlation id of the answer finds its cause in the"
                        + " server's log.";
        };
    }
}
