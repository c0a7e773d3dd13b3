package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.staithe.queue.Shield;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * The result of a statement whose parameters are all encoded and handed over before a cancel is heard.
 *
 * <p>The driver encodes what is bound when its result is subscribed to, one buffer for each value, and forgets those
 * that it has when it is cancelled meanwhile (r2dbc-postgresql 1.1.3, its issue 734). A statement that was handed over
 * releases them, cancelled or not.
 *
 * @param result the driver's
 * @param end what is done when it was read to its end
 */
record SentResult(Result result, Runnable end) implements Result {
    @Override
    public Publisher<Long> getRowsUpdated() {
        return sent(result.getRowsUpdated());
    }

    @Override
    public <T> Publisher<T> map(BiFunction<Row, RowMetadata, ? extends T> mapping) {
        return sent(result.map(mapping));
    }

    @Override
    public <T> Publisher<T> map(Function<? super Readable, ? extends T> mapping) {
        return sent(result.map(mapping));
    }

    @Override
    public Result filter(Predicate<Segment> filter) {
        return new SentResult(result.filter(filter), end);
    }

    @Override
    public <T> Publisher<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
        return sent(result.flatMap(mapping));
    }

    private <T> Flux<T> sent(Publisher<T> answers) {
        return Shield.whileBeginning(Flux.from(answers)).doOnComplete(end);
    }
}
