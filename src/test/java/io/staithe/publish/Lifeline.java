package io.staithe.publish;

import static org.awaitility.Awaitility.await;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Statement;
import io.staithe.postgres.Connections;
import io.staithe.publish.Seams.World;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What connects an instance to the world: each statement, each commit and each piece of work on its threads is a step.
 *
 * <p>After so many steps the instance stands still, as by {@code SIGSTOP}: it may be woken, or killed, and then nothing
 * of it takes effect any more, not even what would clean up.
 */
final class Lifeline {
    private static final Duration TIMEOUT = PublishingHouse.TIMEOUT;
    private static final Connections.Limits LIMITS =
            new Connections.Limits(6, Duration.ofSeconds(30), Duration.ofSeconds(60));

    private final PublishingHouse house;
    private final int steps;
    private final String name = "lifeline-" + UUID.randomUUID();
    private final AtomicInteger made = new AtomicInteger();
    private final Sinks.Empty<Void> stopped = Sinks.empty();
    private final Sinks.Empty<Void> woken = Sinks.empty();
    private final Scheduler threads = Schedulers.newBoundedElastic(8, 10_000, name);
    private final ConnectionPool connections;

    /**
     * The lifeline of an instance of a house.
     *
     * @param steps how many it makes before it stands still
     */
    Lifeline(PublishingHouse house, int steps) {
        this.house = house;
        this.steps = steps;
        this.connections = Connections.pool(house.database.address(), LIMITS, Map.of("application_name", name));
    }

    /** Its own threads and connections. */
    World world(World shared) {
        return new World(new Threads(), new Guarded(shared.connections().getMetadata()));
    }

    /** Begins work; tells whether it stands still before the work came to an end. */
    boolean stops(Mono<Void> work) {
        var end = work.materialize().map(signal -> false).cache();
        end.subscribe();
        return PublishingHouse.get(Mono.firstWithSignal(end, stopped.asMono().thenReturn(true)));
    }

    /** Ends it as {@code kill -9} does; when this returns, nothing of it goes on. */
    void kill() {
        threads.disposeGracefully().block(TIMEOUT);
        end("");
        connections.disposeLater().onErrorComplete().block(TIMEOUT);
    }

    /** The server's answer to sessions that stand still inside a transaction, once it has answered their last. */
    void endTransactions() {
        await().atMost(TIMEOUT)
                .until(() -> house.count(
                                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND application_name = '"
                                        + name + "'")
                        == 0);
        end(" AND state = 'idle in transaction'");
    }

    private void end(String condition) {
        house.rows("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = '" + name
                + "'" + condition);
    }

    /** Lets it go on. */
    void wake() {
        woken.tryEmitEmpty();
    }

    private Mono<Void> step() {
        return Mono.defer(() -> {
            if (made.getAndIncrement() < steps) {
                return Mono.empty();
            }
            stopped.tryEmitEmpty();
            return woken.asMono();
        });
    }

    private Disposable passed(Runnable task, Function<Runnable, Disposable> plain) {
        Disposable.Composite both = Disposables.composite();
        both.add(step().subscribe(none -> {}, failure -> {}, () -> both.add(plain.apply(task))));
        return both;
    }

    private Connection guarded(Connection plain) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("createStatement")) {
                return guarded(plain.createStatement((String) arguments[0]));
            }
            Object answer = method.invoke(plain, arguments);
            return method.getName().endsWith("Transaction") ? step().thenMany((Publisher<?>) answer) : answer;
        });
    }

    private Statement guarded(Statement plain) {
        return proxy(Statement.class, (proxy, method, arguments) -> {
            if (method.getName().equals("execute")) {
                return step().thenMany(Flux.defer(plain::execute));
            }
            method.invoke(plain, arguments);
            return proxy;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private final class Guarded implements ConnectionFactory {
        private final ConnectionFactoryMetadata metadata;

        Guarded(ConnectionFactoryMetadata metadata) {
            this.metadata = metadata;
        }

        @Override
        public Publisher<? extends Connection> create() {
            return connections.create().map(Lifeline.this::guarded);
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return metadata;
        }
    }

    private final class Threads implements Scheduler {
        @Override
        public Disposable schedule(Runnable task) {
            return passed(task, threads::schedule);
        }

        @Override
        public Worker createWorker() {
            Worker plain = threads.createWorker();
            return new Worker() {
                @Override
                public Disposable schedule(Runnable task) {
                    return passed(task, plain::schedule);
                }

                @Override
                public void dispose() {
                    plain.dispose();
                }
            };
        }
    }
}
