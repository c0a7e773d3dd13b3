package io.staithe;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Conditions of single classes that the library has no words for. */
final class Habits {
    static final ArchCondition<JavaClass> LIVE_IN_A_NULL_MARKED_PACKAGE = new Habit("live in a null-marked package") {
        @Override
        boolean holds(JavaClass item) {
            return item.getPackage().isAnnotatedWith(NullMarked.class);
        }
    };

    /** Needed: named by another package, or by the signature of a public class of its own package. */
    static final ArchCondition<JavaClass> BE_NEEDED_OUTSIDE_THEIR_PACKAGE =
            new Habit("be needed outside their package") {
                @Override
                boolean holds(JavaClass item) {
                    return item.isEquivalentTo(StaitheApplication.class)
                            || item.getSimpleName().equals("package-info")
                            || namedOutside(item)
                            || namedInAPublicSignature(item);
                }
            };

    static final ArchCondition<JavaClass> BE_FINAL_UNLESS_MEANT_FOR_HEIRS =
            new Habit("be final unless abstract, or a configuration of the root") {
                @Override
                boolean holds(JavaClass item) {
                    return item.getModifiers().contains(JavaModifier.FINAL)
                            || item.getModifiers().contains(JavaModifier.ABSTRACT)
                            || item.isInterface()
                            || item.isAnonymousClass()
                            || item.isEnum()
                            || item.getEnclosingClass()
                                    .filter(JavaClass::isEnum)
                                    .isPresent()
                            || item.isEquivalentTo(StaitheApplication.class);
                }
            };

    private Habits() {}

    private static boolean namedOutside(JavaClass item) {
        Stream<JavaClass> nested = item.getPackage().getClasses().stream()
                .filter(each -> each.getName().startsWith(item.getName() + "$"));
        return Stream.concat(Stream.of(item), nested)
                .flatMap(each -> each.getDirectDependenciesToSelf().stream())
                .map(Dependency::getOriginClass)
                .anyMatch(user -> !user.getPackageName().equals(item.getPackageName()));
    }

    private static boolean namedInAPublicSignature(JavaClass item) {
        return item.getPackage().getClasses().stream()
                .filter(other -> !other.equals(item) && isPublic(other))
                .anyMatch(other -> names(other, item));
    }

    private static boolean names(JavaClass other, JavaClass item) {
        Stream<JavaClass> inherited =
                Stream.concat(other.getAllRawSuperclasses().stream(), other.getAllRawInterfaces().stream());
        Stream<JavaClass> signed = other.getCodeUnits().stream()
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC)
                        || unit.getModifiers().contains(JavaModifier.PROTECTED))
                .flatMap(Habits::signature);
        return Stream.concat(inherited, signed).anyMatch(item::equals);
    }

    private static Stream<JavaClass> signature(JavaCodeUnit unit) {
        return Stream.concat(
                unit.getReturnType().getAllInvolvedRawTypes().stream(),
                unit.getParameterTypes().stream().flatMap(one -> one.getAllInvolvedRawTypes().stream()));
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private abstract static class Habit extends ArchCondition<JavaClass> {
        Habit(String description) {
            super(description);
        }

        abstract boolean holds(JavaClass item);

        @Override
        public void check(JavaClass item, ConditionEvents events) {
            if (!holds(item)) {
                events.add(SimpleConditionEvent.violated(item, item.getName() + " should " + getDescription()));
            }
        }
    }
}
