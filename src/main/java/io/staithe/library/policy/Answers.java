package io.staithe.library.policy;

import static java.util.stream.Collectors.toMap;

import io.staithe.library.policy.Answer.Kind;
import io.staithe.library.policy.Hook.OnFailure;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the hook of a repository said of packages, by the rows of their bytes. */
record Answers(Map<Long, Answer> byBlob) {
    static final Answers NONE = new Answers(Map.of());

    private static final Answer UNASKED = new Answer(Kind.FAILED, "it has not been asked");

    Answers {
        byBlob = Map.copyOf(byBlob);
    }

    /** These and others, newer ones. */
    Answers with(Map<Long, Answer> more) {
        Map<Long, Answer> all = Stream.concat(byBlob.entrySet().stream(), more.entrySet().stream())
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (earlier, later) -> later));
        return new Answers(all);
    }

    /** The packages about which there is no answer. */
    List<Entrant> missing(Collection<Entrant> entrants) {
        return entrants.stream()
                .filter(entrant -> !byBlob.containsKey(entrant.blob()))
                .toList();
    }

    boolean isFailure(Entrant entrant) {
        return answer(entrant).kind() == Kind.FAILED;
    }

    /** Why a package may not come, where it may not. */
    Optional<Refusal> refusal(Hook hook, Entrant entrant) {
        Answer answer = answer(entrant);
        return switch (answer.kind()) {
            case ALLOWED -> Optional.empty();
            case REFUSED -> Optional.of(Refusal.of(Rule.HOOK, entrant.reported(), "refused: " + answer.reason()));
            case FAILED ->
                hook.onFailure() == OnFailure.OPEN
                        ? Optional.empty()
                        : Optional.of(
                                Refusal.of(Rule.HOOK, entrant.reported(), "the hook said nothing: " + answer.reason()));
        };
    }

    private Answer answer(Entrant entrant) {
        return byBlob.getOrDefault(entrant.blob(), UNASKED);
    }
}
