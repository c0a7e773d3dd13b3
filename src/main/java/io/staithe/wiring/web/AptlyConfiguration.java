package io.staithe.wiring.web;

import io.staithe.access.audit.Audit;
import io.staithe.fault.Refused;
import io.staithe.intake.Uploads;
import io.staithe.library.Members;
import io.staithe.library.PackageLists;
import io.staithe.library.Repositories;
import io.staithe.library.Snapshots;
import io.staithe.library.copy.Copies;
import io.staithe.library.inclusion.Inclusions;
import io.staithe.library.pull.Pulls;
import io.staithe.publish.Publications;
import io.staithe.publish.sources.SourceChanges;
import io.staithe.queue.OwnTasks;
import io.staithe.queue.TaskId;
import io.staithe.queue.Tasks;
import io.staithe.sweep.Cleanups;
import io.staithe.web.aptly.Calls;
import io.staithe.web.aptly.CleanupRoutes;
import io.staithe.web.aptly.FilesHandler;
import io.staithe.web.aptly.FilesRoutes;
import io.staithe.web.aptly.IncludeHandler;
import io.staithe.web.aptly.PackageListsHandler;
import io.staithe.web.aptly.PackageListsRoutes;
import io.staithe.web.aptly.PackagesHandler;
import io.staithe.web.aptly.PackagesRoutes;
import io.staithe.web.aptly.PublishHandler;
import io.staithe.web.aptly.PublishRoutes;
import io.staithe.web.aptly.PullsHandler;
import io.staithe.web.aptly.ReposHandler;
import io.staithe.web.aptly.ReposRoutes;
import io.staithe.web.aptly.SnapshotsHandler;
import io.staithe.web.aptly.SnapshotsRoutes;
import io.staithe.web.aptly.SourcesHandler;
import io.staithe.web.aptly.SourcesRoutes;
import io.staithe.web.aptly.StatusHandler;
import io.staithe.web.aptly.StatusRoutes;
import io.staithe.web.aptly.TasksHandler;
import io.staithe.web.aptly.TasksRoutes;
import io.staithe.web.aptly.wire.Bodies;
import io.staithe.web.multipart.MultipartForm;
import io.staithe.web.multipart.MultipartLimits;
import io.staithe.wiring.Directories;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** aptly's dialect. */
@Configuration(proxyBeanMethods = false)
final class AptlyConfiguration {
    @Bean
    Bodies aptlyBodies(WebSettings settings) {
        return new Bodies(settings.maxBody());
    }

    @Bean
    Calls aptlyCalls(Tasks tasks, Directories directories, WebSettings settings) {
        return new Calls(tasks, directories.uploadRoot().toString(), settings.asyncByDefault());
    }

    @Bean
    RouterFunction<ServerResponse> statusRoutes(Tasks tasks, WebSettings settings) {
        return StatusRoutes.of(
                new StatusHandler(settings.aptlyVersion(), databaseAnswers(tasks), settings.readyTimeout()));
    }

    @Bean
    RouterFunction<ServerResponse> tasksRoutes(Tasks tasks, Directories directories, Audit audit) {
        return TasksRoutes.of(new TasksHandler(
                new OwnTasks(tasks, audit), directories.uploadRoot().toString()));
    }

    @Bean
    RouterFunction<ServerResponse> filesRoutes(Uploads uploads, WebSettings settings) {
        MultipartLimits limits = new MultipartLimits(
                settings.maxParts(),
                Math.toIntExact(settings.maxPartHeaders().toBytes()),
                Math.toIntExact(settings.maxField().toBytes()));
        return FilesRoutes.of(new FilesHandler(uploads, new MultipartForm(limits)));
    }

    @Bean
    RouterFunction<ServerResponse> reposRoutes(Repositories repositories, Copies copies, Calls calls, Bodies bodies) {
        return ReposRoutes.of(new ReposHandler(repositories, copies, calls, bodies));
    }

    @Bean
    RouterFunction<ServerResponse> packagesRoutes(Members members, Inclusions inclusions, Calls calls, Bodies bodies) {
        return PackagesRoutes.of(new PackagesHandler(members, calls, bodies), new IncludeHandler(inclusions, calls));
    }

    @Bean
    RouterFunction<ServerResponse> packageListsRoutes(PackageLists lists) {
        return PackageListsRoutes.of(new PackageListsHandler(lists));
    }

    @Bean
    RouterFunction<ServerResponse> snapshotsRoutes(Snapshots snapshots, Pulls pulls, Calls calls, Bodies bodies) {
        return SnapshotsRoutes.of(
                new SnapshotsHandler(snapshots, calls, bodies), new PullsHandler(pulls, calls, bodies));
    }

    @Bean
    RouterFunction<ServerResponse> sourcesRoutes(SourceChanges changes, Calls calls, Bodies bodies) {
        return SourcesRoutes.of(new SourcesHandler(changes, calls, bodies));
    }

    @Bean
    RouterFunction<ServerResponse> publishRoutes(
            Publications publications, Calls calls, Bodies bodies, WebSettings settings) {
        return PublishRoutes.of(new PublishHandler(publications, calls, bodies, settings.skipContents()));
    }

    @Bean
    RouterFunction<ServerResponse> cleanupRoutes(Cleanups cleanups, Calls calls) {
        return CleanupRoutes.of(cleanups, calls);
    }

    /** A look-up by key, one round trip: that there is no such task is an answer as well. */
    private static Mono<Void> databaseAnswers(Tasks tasks) {
        return tasks.find(new TaskId(1))
                .onErrorResume(Refused.class, none -> Mono.empty())
                .then();
    }
}
