package io.staithe.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** The routes of router functions as pairs of method and path, in the order in which they are asked. */
public final class RouteTable {
    private RouteTable() {}

    /** The pairs of all of them; nested routes are not used here, and refused. */
    public static List<Route> of(Stream<RouterFunction<?>> functions) {
        Routes routes = new Routes();
        functions.forEach(function -> function.accept(routes));
        return List.copyOf(routes.found);
    }

    /** A method and the pattern of a path. */
    public record Route(String method, String path) {}

    private static final class Routes implements RouterFunctions.Visitor {
        private final List<Route> found = new ArrayList<>();

        @Override
        public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
            predicate.accept(new Pairs(found));
        }

        @Override
        public void startNested(RequestPredicate predicate) {
            throw new IllegalStateException("nested routes are not told: " + predicate);
        }

        @Override
        public void endNested(RequestPredicate predicate) {
            // Nothing begins that could end.
        }

        @Override
        public void resources(Function<ServerRequest, Mono<Resource>> lookup) {
            // Resources have no route of their own.
        }

        @Override
        public void attributes(Map<String, Object> attributes) {
            // Attributes say nothing of paths.
        }

        @Override
        public void unknown(RouterFunction<?> function) {
            throw new IllegalStateException("a router function that tells no routes: " + function);
        }
    }

    /** Pairs each path with the methods that were told last before it. */
    private static final class Pairs implements RequestPredicates.Visitor {
        private final List<Route> found;
        private Set<HttpMethod> methods = Set.of();

        Pairs(List<Route> found) {
            this.found = found;
        }

        @Override
        public void method(Set<HttpMethod> told) {
            methods = told;
        }

        @Override
        public void path(String pattern) {
            methods.stream().map(method -> new Route(method.name(), pattern)).forEach(found::add);
        }

        @Override
        @SuppressWarnings("removal")
        @Deprecated(since = "7.0", forRemoval = true)
        public void pathExtension(String extension) {
            // As below.
        }

        @Override
        public void header(String name, String value) {
            // Only methods and paths are told; here and below.
        }

        @Override
        public void queryParam(String name, String value) {}

        @Override
        public void version(String version) {}

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {}

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void startNegate() {}

        @Override
        public void endNegate() {}

        @Override
        public void unknown(RequestPredicate predicate) {}
    }
}
