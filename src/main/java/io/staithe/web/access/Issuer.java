package io.staithe.web.access;

import io.staithe.access.Caller;
import io.staithe.access.Grant;
import io.staithe.access.token.ClaimRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody whose statements (JSON Web Tokens, RFC 7519) about callers are believed.
 *
 * @param name with which the names of its callers begin
 * @param issuer as its statements name it
 * @param audience whom a statement must be meant for
 * @param skew by how much its clock may differ from ours
 * @param caller the name of a caller, with {@code {claim}} for values
 * @param rules what its callers may do
 */
public record Issuer(String name, String issuer, String audience, Duration skew, String caller, List<ClaimRule> rules) {
    private static final Pattern LINE = Pattern.compile("[^\\p{Cc}]{1,300}");

    /** Copies the rules. */
    public Issuer {
        rules = List.copyOf(rules);
    }

    /** The caller of a statement; empty where no rule gives them anything, or a claim of the name is missing. */
    Optional<Caller> caller(Map<String, Object> claims) {
        List<Grant> grants = rules.stream()
                .flatMap(rule -> rule.grants(claims).stream())
                .distinct()
                .toList();
        return grants.isEmpty()
                ? Optional.empty()
                : ClaimRule.filled(caller, claims, LINE).map(named -> new Caller(name + ":" + named, grants));
    }
}
