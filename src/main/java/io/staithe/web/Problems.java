package io.staithe.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.fault.Broken;
import io.staithe.fault.Category;
import io.staithe.fault.Fault;
import io.staithe.fault.Overload;
import io.staithe.observe.Meters;
import io.staithe.web.Dialect.Rendering;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/**
 * Turns every failure into an answer: the only place that knows the status of a category.
 *
 * <p>The caller's failures are logged at debug, ours once, here, with the correlation id that the answer carries. What
 * nobody named becomes an opaque 500. A client that has gone away is noted at debug.
 */
public final class Problems implements WebExceptionHandler, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);
    /** RFC 7617 first, which is the only one that apt, dput and curl look for; RFC 6750. */
    private static final List<String> CHALLENGES =
            List.of("Basic realm=\"staithe\", charset=\"UTF-8\"", "Bearer realm=\"staithe\"");

    private final List<Dialect> dialects;
    private final MeterRegistry meters;

    /** Failures are told in the first dialect that speaks for the path, and counted. */
    public Problems(List<Dialect> dialects, MeterRegistry meters) {
        this.dialects = List.copyOf(dialects);
        this.meters = meters;
    }

    /** The status of a category, wherever a dialect has no status of its own for the fault. */
    public static int status(Category category) {
        return switch (category) {
            case INVALID -> 400;
            case UNKNOWN_CALLER -> 401;
            case DENIED -> 403;
            case MISSING -> 404;
            case CONFLICT -> 409;
            case GONE -> 410;
            case PRECONDITION -> 412;
            case TOO_LARGE -> 413;
            case UNPROCESSABLE -> 422;
            case LIMITED -> 429;
            case BUSY, UNAVAILABLE, TIMED_OUT -> 503;
            case FULL -> 507;
            case CORRUPT, BUG -> 500;
        };
    }

    /** Before the handler of Spring Boot, which would answer in a dialect of its own. */
    @Override
    public int getOrder() {
        return -2;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (isClientGone(error)) {
            LOG.debug("event=client-gone correlation={}", CorrelationFilter.of(exchange));
            // Nobody reads it; should the client be there after all, it must not take this for a success.
            exchange.getResponse().setStatusCode(HttpStatus.INTERNAL_SERVER_ERROR);
            return Mono.empty();
        }
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        return Mono.defer(() -> answer(exchange, error));
    }

    /** Spring goes by types and words, which our own failures have as well: an end of file, a package's name. */
    private static boolean isClientGone(Throwable error) {
        return !(error instanceof Fault) && DisconnectedClientHelper.isClientDisconnectedException(error);
    }

    private Mono<Void> answer(ServerWebExchange exchange, Throwable error) {
        Problem problem = problem(Overload.named(error), CorrelationFilter.of(exchange));
        count(problem);
        log(problem, error, exchange);
        String path = exchange.getRequest().getPath().value();
        Rendering rendering = dialects.stream()
                .filter(dialect -> dialect.speaks(path))
                .findFirst()
                .orElseGet(PlainDialect::new)
                .render(problem, exchange.getRequest().getMethod(), path);
        return write(exchange.getResponse(), rendering, problem);
    }

    private static Mono<Void> write(ServerHttpResponse response, Rendering rendering, Problem problem) {
        byte[] body = rendering.body().getBytes(StandardCharsets.UTF_8);
        if (rendering.reason() == null) {
            response.setStatusCode(HttpStatusCode.valueOf(rendering.status()));
        } else {
            ReasonPhrase.set(response, rendering.status(), rendering.reason());
        }
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, rendering.contentType());
        response.getHeaders().setContentLength(body.length);
        if (problem.category().blame() == Category.Blame.SCARCITY && problem.category() != Category.FULL) {
            Duration wait = problem.retryAfter() == null ? DEFAULT_RETRY : problem.retryAfter();
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(Problem.wholeSeconds(wait)));
        }
        if (problem.category() == Category.UNKNOWN_CALLER) {
            response.getHeaders().addAll(HttpHeaders.WWW_AUTHENTICATE, CHALLENGES);
        }
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    static Problem problem(Throwable error, String correlation) {
        if (error instanceof Fault fault) {
            return Problem.of(fault, correlation);
        }
        if (error instanceof DataBufferLimitException) {
            return named(WebFault.BODY_OVER_LIMIT, WebFault.BODY_OVER_LIMIT.title(), correlation);
        }
        if (error instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            return named(faultOf(known.getStatusCode()), reason(known), correlation);
        }
        return named(WebFault.INTERNAL, WebFault.INTERNAL.title() + "; correlation id " + correlation, correlation);
    }

    private static WebFault faultOf(HttpStatusCode status) {
        if (status.isSameCodeAs(HttpStatus.NOT_FOUND) || status.isSameCodeAs(HttpStatus.METHOD_NOT_ALLOWED)) {
            return WebFault.UNKNOWN_ROUTE;
        }
        return status.isSameCodeAs(HttpStatus.CONTENT_TOO_LARGE) ? WebFault.BODY_OVER_LIMIT : WebFault.BAD_REQUEST;
    }

    private static String reason(ErrorResponse known) {
        String detail = known.getBody().getDetail();
        return detail == null ? faultOf(known.getStatusCode()).title() : Fault.bounded(detail);
    }

    private static Problem named(WebFault fault, String message, String correlation) {
        return new Problem(fault.slug(), fault.title(), fault.category(), message, null, correlation);
    }

    private void count(Problem problem) {
        String blame = problem.category().blame().name().toLowerCase(Locale.ROOT);
        Meters.REFUSALS.counter(meters, "fault", problem.slug(), "blame", blame).increment();
    }

    private static void log(Problem problem, Throwable error, ServerWebExchange exchange) {
        boolean ours = error instanceof Broken || problem.slug().equals(WebFault.INTERNAL.slug());
        if (ours) {
            LOG.error(
                    "event=request-failed code={} method={} path={} correlation={}",
                    problem.slug(),
                    exchange.getRequest().getMethod(),
                    Fault.bounded(ShownPath.of(exchange)),
                    problem.correlation(),
                    error);
            return;
        }
        LOG.debug(
                "event=request-refused code={} correlation={} message={}",
                problem.slug(),
                problem.correlation(),
                problem.message());
    }
}
