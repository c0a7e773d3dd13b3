package io.staithe.wiring.access;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Holds where callers show credentials. */
final class TokensAsked implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return AccessMode.of(context.getEnvironment()) == AccessMode.TOKENS;
    }
}
