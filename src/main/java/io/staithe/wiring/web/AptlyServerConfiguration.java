package io.staithe.wiring.web;

import io.staithe.graph.Drawing;
import io.staithe.library.Repositories;
import io.staithe.library.Snapshots;
import io.staithe.pool.Pool;
import io.staithe.publish.Publications;
import io.staithe.publish.files.Storages;
import io.staithe.publish.trust.TrustedKeys;
import io.staithe.web.RouteTable;
import io.staithe.web.aptly.server.DocsHandler;
import io.staithe.web.aptly.server.GraphHandler;
import io.staithe.web.aptly.server.KeysHandler;
import io.staithe.web.aptly.server.MirrorsHandler;
import io.staithe.web.aptly.server.ServerRoutes;
import io.staithe.web.aptly.server.StorageHandler;
import io.staithe.web.aptly.wire.Bodies;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** aptly's routes about the server itself. */
@Configuration(proxyBeanMethods = false)
final class AptlyServerConfiguration {
    private static final String BUCKET = "s3:";

    @Bean
    RouterFunction<ServerResponse> storageRoutes(Pool pool, Storages storages) {
        List<String> buckets = storages.names().stream()
                .filter(name -> name.startsWith(BUCKET))
                .map(name -> name.substring(BUCKET.length()))
                .sorted()
                .toList();
        return ServerRoutes.storage(new StorageHandler(pool, buckets));
    }

    @Bean
    RouterFunction<ServerResponse> mirrorRoutes(Bodies bodies) {
        return ServerRoutes.mirrors(new MirrorsHandler(bodies));
    }

    @Bean
    RouterFunction<ServerResponse> trustedKeyRoutes(TrustedKeys keys, Bodies bodies) {
        return ServerRoutes.keys(new KeysHandler(keys, bodies));
    }

    @Bean
    RouterFunction<ServerResponse> graphRoutes(
            Repositories repositories, Snapshots snapshots, Publications publications, Drawing drawing) {
        return ServerRoutes.graph(new GraphHandler(repositories, snapshots, publications, drawing));
    }

    @Bean
    RouterFunction<ServerResponse> docsRoutes(ObjectProvider<RouterFunction<?>> functions, WebSettings settings) {
        return ServerRoutes.docs(new DocsHandler(() -> routes(functions), settings.aptlyVersion()));
    }

    private static List<RouteTable.Route> routes(ObjectProvider<RouterFunction<?>> functions) {
        return RouteTable.of(functions.orderedStream());
    }
}
