package io.staithe.library.policy;

import static java.util.stream.Collectors.toMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.staithe.catalog.Repository;
import io.staithe.events.webhook.Secret;
import io.staithe.events.webhook.WebhookSender;
import io.staithe.events.webhook.WebhookSender.Letter;
import io.staithe.events.webhook.WebhookSender.Reply;
import io.staithe.fault.Fault;
import io.staithe.library.policy.Answer.Kind;
import io.staithe.library.policy.Entrant.EntrantFile;
import io.staithe.library.policy.Hook.OnFailure;
import io.staithe.observe.Meters;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks hooks about packages: a signed POST for each, some at once, for a bounded time in all; never in a transaction.
 */
public final class Hooks {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Answer LATE = new Answer(Kind.FAILED, "it was not asked in time");
    /** Said by whoever is busy, not of the package: Request Timeout and Too Many Requests (RFC 9110, 6585). */
    private static final Set<Integer> LATER = Set.of(408, 429);

    private final HookStore store;
    private final WebhookSender sender;
    private final Clock clock;
    private final Limits limits;
    private final MeterRegistry meters;

    /** Hooks whose answers are kept. */
    public Hooks(HookStore store, WebhookSender sender, Clock clock, Limits limits, MeterRegistry meters) {
        this.store = store;
        this.sender = sender;
        this.clock = clock;
        this.limits = limits;
        this.meters = meters;
    }

    /** The answers about these packages that are known, by the rows of their bytes. */
    Mono<Map<Long, Answer>> known(Repository repository, Hook hook, Collection<Entrant> entrants) {
        List<Long> blobs = entrants.stream().map(Entrant::blob).distinct().toList();
        return blobs.isEmpty() ? Mono.just(Map.of()) : store.answers(repository.id(), hook.url(), blobs);
    }

    /**
     * An answer about each of these packages, by the rows of their bytes; those that say something of the package are
     * kept, and failures too where they let packages in.
     */
    Mono<Map<Long, Answer>> ask(Repository repository, Hook hook, Collection<Entrant> entrants) {
        if (entrants.isEmpty()) {
            return Mono.just(Map.of());
        }
        Map<Long, Entrant> each =
                entrants.stream().collect(toMap(Entrant::blob, entrant -> entrant, (first, same) -> first));
        Map<Long, Answer> late = each.keySet().stream().collect(toMap(blob -> blob, blob -> LATE));
        return store.secret(repository.id())
                .map(Secret::new)
                .flatMapMany(secret -> Flux.fromIterable(each.values())
                        .flatMap(entrant -> asked(repository, hook, secret, entrant), limits.parallel()))
                .takeUntilOther(Mono.delay(limits.patience()))
                .collect(() -> new HashMap<>(late), (answers, told) -> answers.put(told.blob(), told.answer()))
                .<Map<Long, Answer>>map(answers -> answers)
                .delayUntil(answers -> store.keep(repository.id(), hook.url(), lasting(hook, answers)));
    }

    private static Map<Long, Answer> lasting(Hook hook, Map<Long, Answer> answers) {
        return answers.entrySet().stream()
                .filter(told ->
                        hook.onFailure() == OnFailure.OPEN || told.getValue().kind() != Kind.FAILED)
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Mono<Told> asked(Repository repository, Hook hook, Secret secret, Entrant entrant) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(meters);
            return sender.post(letter(repository, hook, secret, entrant))
                    .map(Hooks::answer)
                    .timeout(
                            hook.timeLimit(),
                            Mono.just(new Answer(Kind.FAILED, "no answer within " + hook.timeLimit())))
                    .doOnNext(answer -> sample.stop(Meters.HOOK_DURATION.timer(
                            meters, "outcome", answer.kind().name().toLowerCase(Locale.ROOT))))
                    .map(answer -> new Told(entrant.blob(), answer));
        });
    }

    private Letter letter(Repository repository, Hook hook, Secret secret, Entrant entrant) {
        String body = JSON.writeValueAsString(Question.of(repository, entrant));
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "User-Agent",
                "Staithe",
                "Staithe-Signature",
                secret.signature(clock.instant(), body));
        return new Letter(hook.url(), headers, body);
    }

    private static Answer answer(Reply reply) {
        if (reply.isTaken()) {
            return Answer.ALLOWED;
        }
        String reason = reply.text().isBlank()
                ? reply.reason()
                : Fault.bounded(reply.text().strip());
        boolean isRefusal = reply.status() / 100 == 4 && !LATER.contains(reply.status());
        return new Answer(isRefusal ? Kind.REFUSED : Kind.FAILED, reason);
    }

    /**
     * How much is asked.
     *
     * @param parallel how many packages of one addition at once
     * @param patience for all packages of one addition
     */
    public record Limits(int parallel, Duration patience) {}

    private record Told(long blob, Answer answer) {}

    /** What is asked. */
    private record Question(
            String repository,
            String caller,
            String key,
            String kind,
            String name,
            String version,
            String architecture,
            String stanza,
            List<EntrantFile> files) {
        static Question of(Repository repository, Entrant entrant) {
            return new Question(
                    repository.name(),
                    entrant.caller(),
                    entrant.key().toString(),
                    entrant.kind().name().toLowerCase(Locale.ROOT),
                    entrant.key().name().value(),
                    entrant.key().version().value(),
                    entrant.architecture(),
                    entrant.stanza().text(),
                    entrant.files());
        }
    }
}
