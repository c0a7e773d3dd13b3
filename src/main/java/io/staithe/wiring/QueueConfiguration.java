package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.staithe.observe.Departures;
import io.staithe.observe.Meters;
import io.staithe.postgres.Connections;
import io.staithe.postgres.HeartbeatConnections;
import io.staithe.postgres.PgAtomically;
import io.staithe.postgres.PgInstances;
import io.staithe.postgres.PgLaneStore;
import io.staithe.postgres.PgNotices;
import io.staithe.postgres.PgRequestKeys;
import io.staithe.postgres.PgTaskStore;
import io.staithe.postgres.SessionConnections;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Instances;
import io.staithe.queue.KeyedAcceptance;
import io.staithe.queue.LaneStore;
import io.staithe.queue.Notices;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.TaskStore;
import io.staithe.queue.lanes.Capacity;
import io.staithe.queue.lanes.Housekeeping;
import io.staithe.queue.lanes.LaneLimits;
import io.staithe.queue.lanes.LaneTasks;
import io.staithe.queue.lanes.Lanes;
import io.staithe.queue.lanes.Neighbours;
import io.staithe.queue.lanes.Performer;
import io.staithe.queue.lanes.Presence;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/**
 * The queue: every bean that is a {@link TaskHandler} gets the tasks of its kind once the context is ready.
 *
 * <p>Handlers may depend on {@code Tasks} and {@code Atomically}, which know no handler.
 */
@Configuration(proxyBeanMethods = false)
final class QueueConfiguration {
    @Bean
    Announcements announcements() {
        return new Announcements();
    }

    @Bean
    TaskStore taskStore(DatabaseClient database) {
        return new PgTaskStore(database);
    }

    @Bean
    LaneStore laneStore(DatabaseClient database, TransactionalOperator transactions) {
        return new PgLaneStore(database, transactions);
    }

    @Bean
    Instances instances(HeartbeatConnections connections) {
        return new PgInstances(Connections.client(connections.pool()));
    }

    @Bean
    KeyedAcceptance atomically(
            TransactionalOperator transactions, TaskStore tasks, Announcements announcements, DatabaseClient database) {
        return new KeyedAcceptance(
                new PgAtomically(transactions, tasks, announcements), new PgRequestKeys(database), tasks);
    }

    @Bean
    Capacity capacity(Announcements announcements, QueueSettings settings, Departures.Bounds retry) {
        return new Capacity(announcements, settings.maxUnfinished(), new Departures(System::nanoTime, retry));
    }

    @Bean
    LaneTasks tasks(
            Atomically atomically,
            TaskStore store,
            Announcements announcements,
            Capacity capacity,
            QueueSettings settings) {
        return new LaneTasks(atomically, store, announcements, capacity, settings.waitPoll());
    }

    @Bean
    Presence presence(Instances instances, InstanceName name, InstanceSettings instance, QueueSettings settings) {
        return new Presence(
                instances, new Presence.Identity(name.value(), instance.url()), settings.heartbeat(), settings.lapse());
    }

    @Bean
    Performer performer(ObjectProvider<TaskHandler> handlers, Atomically atomically, Announcements announcements) {
        return new Performer(handlers.stream().toList(), atomically, announcements);
    }

    @Bean
    Lanes lanes(
            LaneStore store, Presence presence, Performer performer, Announcements announcements, LaneLimits limits) {
        return new Lanes(store, presence, performer, announcements, limits);
    }

    @Bean
    MeterBinder lanesMeter(Lanes lanes, LaneStore store) {
        return registry -> {
            Meters.LANES.gauge(registry, lanes::awake);
            Meters.LANES_OWNED.gauge(registry, store::held);
        };
    }

    @Bean
    Notices notices(SessionConnections connections, QueueSettings settings) {
        return settings.notices() ? new PgNotices(connections) : Notices.NONE;
    }

    @Bean
    Neighbours neighbours(
            Notices notices, Announcements announcements, QueueSettings settings, MeterRegistry registry) {
        return new Neighbours(notices, announcements, settings.heartbeat(), registry);
    }

    @Bean
    LaneLimits laneLimits(QueueSettings settings) {
        return new LaneLimits(
                settings.lanesEnabled() ? LaneLimits.Order.LANES : LaneLimits.Order.NONE,
                settings.concurrency(),
                settings.awakeLanes(),
                settings.poll(),
                settings.lapse());
    }

    @Bean
    Housekeeping housekeeping(
            TaskStore store,
            Announcements announcements,
            Capacity capacity,
            MeterRegistry registry,
            QueueSettings settings) {
        return new Housekeeping(
                store,
                announcements,
                capacity,
                registry,
                new Housekeeping.Retention(
                        settings.keepFor(), settings.keepCount(), settings.sweep(), settings.measure()));
    }

    @Bean
    QueueLifecycle queueLifecycle(
            Presence presence, QueueLifecycle.Workers workers, LaneTasks tasks, QueueSettings settings) {
        return new QueueLifecycle(presence, workers, tasks, settings.stopTimeout());
    }

    @Bean
    QueueLifecycle.Workers queueWorkers(Lanes lanes, Neighbours neighbours, Housekeeping housekeeping) {
        return new QueueLifecycle.Workers(lanes, neighbours, housekeeping);
    }
}
