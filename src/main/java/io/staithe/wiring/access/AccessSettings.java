package io.staithe.wiring.access;

import io.staithe.access.Grant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may do what; a grant is a line such as {@code upload repository=ci-* package=foo}.
 *
 * @param open a short way to say {@code mode=open}; default false
 * @param mode {@code loopback}: everybody may do everything, and the server starts on a loopback address only;
 *     {@code open}: the same on any address; {@code tokens}: callers show credentials; default {@code loopback}
 * @param anonymous grants of whoever shows no credentials; default {@code read publication=*}: archives are public
 * @param tokens tokens that are not in the database
 * @param issuers whose signed statements about callers are believed (JSON Web Tokens, OpenID Connect)
 * @param adminTokenFile where the first admin token is written, mode 0600, if no token with {@code admin} was ever made
 *     or is set here; default {@code admin-token} in the data directory
 * @param believed how long what the database says of a token is believed: a revoked one may be used that much longer on
 *     other instances; default 5s
 * @param keepFor how long revoked and expired tokens are still listed; default 90d
 * @param maxWrongPerMinute how many wrong credentials may come from one address in a minute before it is told to wait,
 *     while right ones from there are taken; default 60; 0 for any
 * @param localNames by which the server may be called in mode {@code loopback}, beside {@code localhost} and addresses
 *     of loopback, such as what a reverse proxy on this machine sends as {@code Host}; without a port; default none
 */
@ConfigurationProperties("staithe.access")
record AccessSettings(
        @DefaultValue("false") boolean open,
        @DefaultValue("loopback") AccessMode mode,
        @DefaultValue("read publication=*") List<String> anonymous,
        @DefaultValue List<Configured> tokens,
        @DefaultValue List<IssuerSettings> issuers,
        @Nullable Path adminTokenFile,
        @DefaultValue("5s") Duration believed,
        @DefaultValue("90d") Duration keepFor,
        @DefaultValue("60") int maxWrongPerMinute,
        @DefaultValue List<String> localNames) {
    /** Refuses lines that are no grants, two tokens of one name, and times that cannot work. */
    AccessSettings {
        anonymous = List.copyOf(anonymous);
        tokens = List.copyOf(tokens);
        issuers = List.copyOf(issuers);
        localNames = List.copyOf(localNames);
        anonymous.forEach(Grant::parse);
        Set<String> names = new HashSet<>();
        for (Configured token : tokens) {
            if (!names.add(token.name())) {
                throw new IllegalArgumentException("staithe.access.tokens has two of the name " + token.name());
            }
        }
        if (issuers.stream().map(IssuerSettings::issuer).distinct().count() < issuers.size()
                || issuers.stream().map(IssuerSettings::name).distinct().count() < issuers.size()) {
            throw new IllegalArgumentException("staithe.access.issuers has two of one name, or of one issuer");
        }
        if (believed.isNegative() || keepFor.isNegative() || maxWrongPerMinute < 0) {
            throw new IllegalArgumentException(
                    "staithe.access.believed, keep-for and max-wrong-per-minute must not be negative");
        }
    }

    /** Whether one of the tokens may do everything. */
    boolean hasAdmin() {
        return tokens.stream()
                .flatMap(token -> token.grants().stream())
                .map(Grant::parse)
                .anyMatch(Grant.ADMIN::equals);
    }

    /** The grants of whoever shows no credentials. */
    List<Grant> anonymousGrants() {
        return anonymous.stream().map(Grant::parse).toList();
    }

    /**
     * A token whose secret is in a file, such as one of a Kubernetes secret.
     *
     * @param name who it stands for, told as {@code file:name}
     * @param secretFile a file whose first line is the secret, 32 characters at least
     * @param grants what it may do
     */
    record Configured(
            String name, Path secretFile, @DefaultValue List<String> grants) {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

        /** Refuses a token that stands for nobody or may do nothing. */
        Configured {
            grants = List.copyOf(grants);
            if (name == null || !NAME.matcher(name).matches() || secretFile == null || grants.isEmpty()) {
                throw new IllegalArgumentException(
                        "each of staithe.access.tokens needs a name of letters, digits, '.', '_' and '-', a secret-file"
                                + " and grants");
            }
            grants.forEach(Grant::parse);
        }
    }
}
