package io.staithe.web.rest;

import io.staithe.fault.Category;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;
import io.staithe.web.Problems;
import io.staithe.web.WebFault;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The pages that the types of problems name: what it is, whose failure, what helps; and a list of them. */
public final class ProblemPages {
    private final SortedMap<String, FaultCode> codes = new TreeMap<>();
    private final Map<String, String> help;

    /**
     * Pages of these faults.
     *
     * @param help what helps, by slug, where more can be said than of the whole category
     */
    public ProblemPages(Collection<? extends FaultCode> codes, Map<String, String> help) {
        codes.forEach(code -> this.codes.put(code.slug(), code));
        this.help = Map.copyOf(help);
    }

    /** All of them, each with a link to its page. */
    Mono<ServerResponse> list(ServerRequest request) {
        String rows = codes.values().stream().map(ProblemPages::row).collect(Collectors.joining());
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_HTML)
                .bodyValue(page("Problems", "<table>\n" + rows + "</table>"));
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
                .bodyValue(
                        html
                                ? page(code.title(), "<p>" + escaped(explanation(code)) + "</p>")
                                : code.title() + "\n\n" + explanation(code) + "\n");
    }

    private static String row(FaultCode code) {
        return "<tr><td><a href=\"/problems/" + code.slug() + "\">" + code.slug() + "</a><td>"
                + Problems.status(code.category()) + "<td>" + escaped(code.title()) + "\n";
    }

    /** Titles and explanations are our own constants, so that nothing has to be escaped but {@code <} and {@code &}. */
    private static String page(String title, String body) {
        return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + escaped(title) + "</title><h1>"
                + escaped(title) + "</h1>" + body + "</html>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private String explanation(FaultCode code) {
        return "Code " + code.slug() + ", status " + Problems.status(code.category()) + ". " + cause(code.category())
                + help.getOrDefault(code.slug(), advice(code.category()));
    }

    private static String cause(Category category) {
        return switch (category.blame()) {
            case CALLER ->
                "The request cannot succeed as it is; the detail of the answer names the thing, the value and the rule. ";
            case SCARCITY ->
                "The server has not enough of something at the moment; the same request may succeed later. ";
            case OURS ->
                "The failure is the server's; the correlation id of the answer finds its cause in the server's log. ";
        };
    }

    private static String advice(Category category) {
        return switch (category) {
            case INVALID, UNPROCESSABLE -> "Change what the detail names before you try again.";
            case UNKNOWN_CALLER -> "Say who you are: send a token that is valid.";
            case DENIED -> "Ask whoever runs the server for the right, or use another name.";
            case MISSING -> "Look at the name or the number; what was dropped or has expired does not come back.";
            case CONFLICT -> "Look at what is there now; decide which of the two shall hold, and send that.";
            case GONE -> "Send or make the thing again.";
            case PRECONDITION -> "Read what holds now, and send the request again with that.";
            case TOO_LARGE -> "Send less at once, or have the limit that the detail names raised.";
            case LIMITED, BUSY, UNAVAILABLE, TIMED_OUT -> "Wait at least as long as Retry-After says, then try again.";
            case FULL -> "Somebody has to make room on the server before you try again.";
            case CORRUPT, BUG -> "Tell whoever runs the server; trying again does no harm.";
        };
    }
}
