package io.staithe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of rooms and edges as a rule; a class outside every room of the table is a violation too. */
final class Rooms {
    private static final String ROOT = "io.staithe";

    private final Map<String, Set<String>> allowed = new LinkedHashMap<>();
    private final Map<String, Set<String>> forbidden = new LinkedHashMap<>();

    private Rooms() {}

    static Rooms table() {
        return new Rooms();
    }

    Rooms room(String name, String... edges) {
        allowed.put(name, new LinkedHashSet<>(Arrays.asList(edges)));
        return this;
    }

    Rooms roomWithAllBut(String name, String... others) {
        forbidden.put(name, new LinkedHashSet<>(Arrays.asList(others)));
        return this;
    }

    ArchRule rule() {
        return classes().should(new ArchCondition<>("have only the edges of the table of rooms") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                item.getDirectDependenciesFromSelf().forEach(edge -> judge(edge, events));
            }
        });
    }

    /** Pairs of a room and a room of which it may use only value types: records, enums, and what those contain. */
    static ArchRule valuesOnly(String... pairs) {
        return classes().should(new ArchCondition<>("use only value types of some rooms") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (int i = 0; i < pairs.length; i += 2) {
                    judgeValues(item, pairs[i], pairs[i + 1], events);
                }
            }
        });
    }

    private static void judgeValues(JavaClass item, String from, String to, ConditionEvents events) {
        if (!from.equals(room(item).orElse(ROOT))) {
            return;
        }
        for (Dependency edge : item.getDirectDependenciesFromSelf()) {
            if (to.equals(room(edge.getTargetClass()).orElse(ROOT)) && !isValue(edge.getTargetClass())) {
                events.add(SimpleConditionEvent.violated(edge, edge.getDescription()));
            }
        }
    }

    private void judge(Dependency edge, ConditionEvents events) {
        Optional<String> from = room(edge.getOriginClass());
        Optional<String> to = room(edge.getTargetClass());
        if (from.isEmpty() || to.isEmpty() || from.equals(to)) {
            return;
        }
        if (!isAllowed(from.get(), to.get())) {
            events.add(
                    SimpleConditionEvent.violated(edge, from.get() + " -> " + to.get() + ": " + edge.getDescription()));
        }
    }

    private boolean isAllowed(String from, String to) {
        Set<String> exceptions = forbidden.get(from);
        if (exceptions != null) {
            return !exceptions.contains(to);
        }
        return allowed.getOrDefault(from, Set.of()).contains(to);
    }

    /** The room of a class; empty for the root package and for everything that is not ours. */
    private static Optional<String> room(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return Optional.empty();
        }
        return Optional.of(name.substring(ROOT.length() + 1).split("\\.")[0]);
    }

    private static boolean isValue(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isRecord()
                || base.isEnum()
                || base.getEnclosingClass().filter(Rooms::isValue).isPresent()
                || base.getPackage().getClasses().stream()
                        .anyMatch(heir ->
                                heir.isRecord() && heir.getRawInterfaces().contains(base));
    }
}
