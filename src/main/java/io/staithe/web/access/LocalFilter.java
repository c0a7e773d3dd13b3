package io.staithe.web.access;

import io.staithe.access.AccessFault;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Takes whoever is on this machine for one who may do everything, but no page that a browser here shows: one whose name
 * was made to lead here (DNS rebinding) names itself in {@code Host}; another that sends something here is told by
 * {@code Sec-Fetch-Site} or {@code Origin}.
 */
public final class LocalFilter implements WebFilter, Ordered {
    /** A name or an address, and a port. */
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^]]*]|[^:]*)(?::\\d*)?");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern ORIGIN = Pattern.compile("https?://(.*)");
    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final OpenFilter open = new OpenFilter();
    private final Set<String> names;

    /**
     * A filter for a server that is reached from its own machine.
     *
     * @param names of the server, beside those of loopback
     */
    public LocalFilter(Collection<String> names) {
        this.names = names.stream().map(LocalFilter::folded).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public int getOrder() {
        return open.getOrder();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String host = request.getHeaders().getFirst(HttpHeaders.HOST);
        if (host != null && !isOurs(host)) {
            return refused(
                    AccessFault.FOREIGN_HOST,
                    "'" + Fault.bounded(host)
                            + "' is no name of this machine, and whoever calls by another may be a web"
                            + " page; call localhost, let callers show tokens (staithe.access.mode=tokens), or name it in"
                            + " staithe.access.local-names");
        }
        if (!SAFE.contains(request.getMethod()) && isOfAnotherSite(request.getHeaders())) {
            return refused(
                    AccessFault.CROSS_SITE,
                    "a page of another site may change nothing on a server that asks nobody who they are");
        }
        return open.filter(exchange, chain);
    }

    private boolean isOfAnotherSite(HttpHeaders headers) {
        return List.of("cross-site").equals(headers.get(FETCH_SITE)) || !isOurOrigin(headers.getOrigin());
    }

    private boolean isOurOrigin(@Nullable String origin) {
        if (origin == null) {
            return true;
        }
        Matcher named = ORIGIN.matcher(origin);
        return named.matches() && isOurs(named.group(1));
    }

    private boolean isOurs(String authority) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            return false;
        }
        String name = folded(parts.group(1));
        return LOOPBACK.matcher(name).matches() || names.contains(name);
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Mono<Void> refused(AccessFault fault, String why) {
        return Mono.error(() -> new Refused(fault, why));
    }
}
