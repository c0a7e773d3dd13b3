package io.staithe.wiring.access;

import io.staithe.access.token.ClaimRule;
import io.staithe.web.access.Issuer;
import io.staithe.web.access.KeyDocuments;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import reactor.core.publisher.Mono;

/**
 * Somebody whose signed statements about callers are believed.
 *
 * @param name with which the names of its callers begin: {@code name:…}
 * @param issuer as its statements name it ({@code iss}), without a slash more or less
 * @param jwksUri where its keys are; default: where its OpenID configuration says
 * @param audience whom a statement must be meant for ({@code aud})
 * @param clockSkew by how much its clock may differ from ours; default 30s
 * @param caller who the caller is, after the name, with {@code {claim}} for the values of claims; default {@code {sub}}
 * @param rules what its callers may do: of all that match
 */
record IssuerSettings(
        String name,
        String issuer,
        @Nullable URI jwksUri,
        String audience,
        @DefaultValue("30s") Duration clockSkew,
        @DefaultValue("{sub}") String caller,
        @DefaultValue List<Rule> rules) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}");
    /** With which the names of other callers begin. */
    private static final Set<String> TAKEN = Set.of("token", "file", "anonymous", "open");

    /** Refuses what is incomplete, and keys that somebody between could forge. */
    IssuerSettings {
        rules = List.copyOf(rules);
        if (name == null || !NAME.matcher(name).matches() || TAKEN.contains(name)) {
            throw wrong("a name of a-z, 0-9 and '-', none of " + TAKEN);
        }
        if (issuer == null || issuer.isBlank() || audience == null || audience.isBlank()) {
            throw wrong("an issuer and an audience");
        }
        if (rules.isEmpty() || clockSkew.isNegative()) {
            throw wrong("rules, and a clock-skew that is not negative");
        }
        KeyDocuments.checked(jwksUri == null ? URI.create(issuer) : jwksUri);
        rules.forEach(Rule::parsed);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("each of staithe.access.issuers needs " + what);
    }

    /** As statements are read. */
    Issuer issuerOfCallers() {
        return new Issuer(
                name,
                issuer,
                audience,
                clockSkew,
                caller,
                rules.stream().map(Rule::parsed).toList());
    }

    /** The document of its keys. */
    Mono<String> keys(KeyDocuments documents) {
        return jwksUri == null ? documents.of(issuer) : documents.at(jwksUri);
    }

    /**
     * What some statements are worth.
     *
     * @param match lines {@code claim=pattern}, all of which must fit
     * @param grants lines of grants, in which {@code {claim}} stands for a plain value
     */
    record Rule(
            @DefaultValue List<String> match, @DefaultValue List<String> grants) {
        ClaimRule parsed() {
            return ClaimRule.parse(match, grants);
        }
    }
}
