package io.staithe.wiring.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.audit.Audit;
import io.staithe.library.Repositories;
import io.staithe.library.arrival.Adoptions;
import io.staithe.library.arrival.Arrivals;
import io.staithe.library.change.ChangeOutcomes;
import io.staithe.library.change.Changes;
import io.staithe.library.change.KnownBytes;
import io.staithe.publish.Publications;
import io.staithe.queue.KeyedAcceptance;
import io.staithe.queue.OwnTasks;
import io.staithe.queue.Tasks;
import io.staithe.web.CorrelationFilter;
import io.staithe.web.PathFilter;
import io.staithe.web.PlainDialect;
import io.staithe.web.Problems;
import io.staithe.web.aptly.wire.AptlyDialect;
import io.staithe.web.dput.DputDialect;
import io.staithe.web.rest.AboutRoutes;
import io.staithe.web.rest.ApiDocument;
import io.staithe.web.rest.ChangeHandler;
import io.staithe.web.rest.ChangeRoutes;
import io.staithe.web.rest.PackageHandler;
import io.staithe.web.rest.PackageRoutes;
import io.staithe.web.rest.ProblemPages;
import io.staithe.web.rest.PublicationHandler;
import io.staithe.web.rest.PublicationRoutes;
import io.staithe.web.rest.RepositoryHandler;
import io.staithe.web.rest.RepositoryRoutes;
import io.staithe.web.rest.RequestKeyFilter;
import io.staithe.web.rest.RestDialect;
import io.staithe.web.rest.TaskHandler;
import io.staithe.web.rest.TaskReplies;
import io.staithe.web.rest.TaskRoutes;
import io.staithe.web.tus.TusDialect;
import io.staithe.wiring.GatewaySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What all faces share, and the native API. */
@Configuration(proxyBeanMethods = false)
final class WebConfiguration {
    @Bean(initMethod = "install", destroyMethod = "remove")
    DroppedErrors droppedErrors() {
        return new DroppedErrors();
    }

    @Bean
    CorrelationFilter correlationFilter() {
        return new CorrelationFilter();
    }

    @Bean
    PathFilter pathFilter() {
        return new PathFilter();
    }

    @Bean
    Problems problems(MeterRegistry meters) {
        return new Problems(
                List.of(new AptlyDialect(), new TusDialect(), new RestDialect(), new DputDialect(), new PlainDialect()),
                meters);
    }

    @Bean
    RouterFunction<ServerResponse> taskRoutes(Tasks tasks, Audit audit) {
        return TaskRoutes.of(new TaskHandler(new OwnTasks(tasks, audit)));
    }

    @Bean
    RouterFunction<ServerResponse> aboutRoutes(
            @Value("classpath:openapi.yaml") Resource document, @Value("classpath:problems.properties") Resource help)
            throws IOException {
        Map<String, String> helps = PropertiesLoaderUtils.loadProperties(help).entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toString(),
                        entry -> entry.getValue().toString()));
        return AboutRoutes.of(
                new ProblemPages(FaultCatalogue.all(), helps),
                new ApiDocument(document.getContentAsString(StandardCharsets.UTF_8)));
    }

    @Bean
    RouterFunction<ServerResponse> repositoryRoutes(Repositories repositories) {
        return RepositoryRoutes.of(new RepositoryHandler(repositories));
    }

    @Bean
    RequestKeyFilter requestKeyFilter() {
        return new RequestKeyFilter(new TusDialect()::speaks);
    }

    @Bean
    TaskReplies taskReplies(Tasks tasks, KeyedAcceptance acceptance) {
        return new TaskReplies(tasks, acceptance);
    }

    @Bean
    RouterFunction<ServerResponse> packageRoutes(Arrivals arrivals, Adoptions adoptions) {
        return PackageRoutes.of(new PackageHandler(arrivals, adoptions));
    }

    @Bean
    RouterFunction<ServerResponse> changeRoutes(
            Changes changes, ChangeOutcomes outcomes, KnownBytes bytes, TaskReplies replies) {
        return ChangeRoutes.of(new ChangeHandler(changes, outcomes, bytes, replies));
    }

    @Bean
    RouterFunction<ServerResponse> publicationRoutes(
            TaskReplies replies, Publications publications, GatewaySettings settings) {
        return PublicationRoutes.of(new PublicationHandler(publications, replies, settings.address()));
    }
}
