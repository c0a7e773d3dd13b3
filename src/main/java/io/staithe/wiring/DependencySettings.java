package io.staithe.wiring;

import io.staithe.catalog.search.Following;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How dependencies are resolved: by {@code withDeps} in lists, by copies and by pulls.
 *
 * @param architectures for which, where a call does not say; default: those of the packages at hand
 * @param followRecommends whether {@code Recommends} count as dependencies; default false
 * @param followSuggests whether {@code Suggests} do; default false
 * @param followSource whether the source package of each binary package is taken along; default false
 * @param followAllVariants whether every alternative of {@code a | b} is followed, rather than the first that can be
 *     satisfied; default false
 * @param batch how many packages or relations are looked at in one round trip; default 500; bounds memory
 */
@ConfigurationProperties("staithe.dependencies")
record DependencySettings(
        @DefaultValue List<String> architectures,
        @DefaultValue("false") boolean followRecommends,
        @DefaultValue("false") boolean followSuggests,
        @DefaultValue("false") boolean followSource,
        @DefaultValue("false") boolean followAllVariants,
        @DefaultValue("500") int batch) {
    private static final int MAX_BATCH = 10_000;

    /** Copies the architectures; refuses what cannot work. */
    public DependencySettings {
        architectures = List.copyOf(architectures);
        if (batch < 1 || batch > MAX_BATCH) {
            throw new IllegalArgumentException(
                    "staithe.dependencies.batch is " + batch + ", it must be 1 to " + MAX_BATCH);
        }
    }

    Following following() {
        return new Following(followRecommends, followSuggests, followSource, followAllVariants);
    }
}
