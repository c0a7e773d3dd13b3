package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the catalogue is read and counted.
 *
 * @param pageSize members read from the database at once, in rows; default 1000; bounds the memory of one reader
 * @param queryPatience how long the rows of one package query may be judged outside the database, which only regular
 *     expressions and fields without an index need; default 10s; a query that takes longer is refused
 * @param countedRepositories how many repositories the meter {@code staithe.catalog.packages} tells apart; default 100;
 *     the first ones made come first, 0 switches the meter off
 * @param countInterval how often they are counted; default one minute
 */
@ConfigurationProperties("staithe.catalog")
record CatalogSettings(
        @DefaultValue("1000") int pageSize,
        @DefaultValue("10s") Duration queryPatience,
        @DefaultValue("100") int countedRepositories,
        @DefaultValue("1m") Duration countInterval) {
    private static final int MAX_PAGE = 100_000;

    /** Refuses what cannot work. */
    public CatalogSettings {
        if (pageSize < 1 || pageSize > MAX_PAGE) {
            throw new IllegalArgumentException(
                    "staithe.catalog.page-size is " + pageSize + ", it must be 1 to " + MAX_PAGE);
        }
        if (queryPatience.isNegative() || queryPatience.isZero()) {
            throw new IllegalArgumentException(
                    "staithe.catalog.query-patience is " + queryPatience + ", it must be positive");
        }
        if (countedRepositories < 0) {
            throw new IllegalArgumentException(
                    "staithe.catalog.counted-repositories is " + countedRepositories + ", it must not be negative");
        }
        if (countInterval.isNegative() || countInterval.isZero()) {
            throw new IllegalArgumentException(
                    "staithe.catalog.count-interval is " + countInterval + ", it must be positive");
        }
    }
}
