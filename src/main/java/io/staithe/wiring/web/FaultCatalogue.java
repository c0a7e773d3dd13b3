package io.staithe.wiring.web;

import io.staithe.fault.FaultCode;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/** Every fault of the product, found on the class path at start, so that each has its page. */
final class FaultCatalogue {
    private static final String ROOT = "io.staithe";

    private FaultCatalogue() {}

    static List<FaultCode> all() {
        return new Enums()
                .findCandidateComponents(ROOT).stream()
                        .map(BeanDefinition::getBeanClassName)
                        .flatMap(FaultCatalogue::constants)
                        .toList();
    }

    private static Stream<FaultCode> constants(String enumName) {
        Class<?> type = ClassUtils.resolveClassName(Objects.requireNonNull(enumName), null);
        return Arrays.stream(Objects.requireNonNull(type.getEnumConstants())).map(FaultCode.class::cast);
    }

    private static final class Enums extends ClassPathScanningCandidateComponentProvider {
        Enums() {
            super(false);
            addIncludeFilter(new AssignableTypeFilter(FaultCode.class));
        }

        @Override
        protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return Enum.class.getName().equals(definition.getMetadata().getSuperClassName());
        }
    }
}
