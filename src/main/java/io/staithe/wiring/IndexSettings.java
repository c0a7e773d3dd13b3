package io.staithe.wiring;

import io.staithe.archive.Algorithm;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the indexes of archives are made.
 *
 * @param compressors how many parts of the indexes of one component are compressed at once; each takes about 8 MiB of
 *     memory; default 4
 * @param digests digests that Release files list beside SHA256: {@code md5}, {@code sha1}; each costs a pass over every
 *     changed index; default none
 * @param movements from how many changed packages on a publish reads the whole repository instead; default 2000
 * @param contentsMemory how much memory the sorting of paths for Contents indexes may take for each publish; what is
 *     more goes to disk meanwhile; default 16MB
 */
@ConfigurationProperties("staithe.publish.indexes")
record IndexSettings(
        @DefaultValue("4") int compressors,
        @DefaultValue List<Algorithm> digests,
        @DefaultValue("2000") int movements,
        @DefaultValue("16MB") DataSize contentsMemory) {
    /** Refuses sizes below their least; copies the digests. */
    IndexSettings {
        if (compressors < 1) {
            throw new IllegalArgumentException(
                    "staithe.publish.indexes.compressors is " + compressors + "; it must be 1 or more");
        }
        if (movements < 1) {
            throw new IllegalArgumentException(
                    "staithe.publish.indexes.movements is " + movements + "; it must be 1 or more");
        }
        if (contentsMemory.compareTo(DataSize.ofMegabytes(1)) < 0) {
            throw new IllegalArgumentException(
                    "staithe.publish.indexes.contents-memory is " + contentsMemory + "; it must be 1MB or more");
        }
        digests = List.copyOf(digests);
    }
}
