package io.staithe.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.deb.PackageKey.HashedFile;
import io.staithe.fault.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageKeyTest {
    /** The digests of no bytes and of {@code hi}, so that anyone can compute the hash anew. */
    private static final HashedFile ONE = new HashedFile(
            "a_1_all.deb",
            258,
            "d41d8cd98f00b204e9800998ecf8427e",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    private static final HashedFile TWO = new HashedFile("b", 0, "", "", "");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Pamd64 hardlink 0.2.1 daf8fcecbf8210ad",
                "Psource pyspi 0.6.1-1.3 3a8b37cbd9a3559e",
                "Pall x2 1:2~3 00000001"
            })
    void readsWhatItWrites(String text) {
        assertThat(PackageKey.parse(text)).hasToString(text);
    }

    @Test
    void theShortKeyHasNoHash() {
        assertThat(PackageKey.parse("Psource pyspi 0.6.1-1.3 3a8b37cbd9a3559e").shortKey())
                .isEqualTo("Psource pyspi 0.6.1-1.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "amd64 hardlink 0.2.1 daf8fcecbf8210ad",
                "Pamd64 hardlink 0.2.1",
                "Pamd64  hardlink 0.2.1 daf8fcec",
                "Pamd64 hardlink 0.2.1 DAF8FCECBF8210AD",
                "Pamd64 hardlink 0.2.1 daf8fce",
                "Pamd64 hardlink 0.2.1 0daf8fcecbf8210ad",
                "Pamd64 ../x 0.2.1 daf8fcec",
                "Pamd64 hardlink v1 daf8fcec",
                "P../ hardlink 1 daf8fcec",
                "Pamd64 hardlink 0.2.1 daf8fcecbf8210ad\n"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> PackageKey.parse(text))
                .isInstanceOfSatisfying(
                        Refused.class, fault -> assertThat(fault.code()).isEqualTo(DebFault.BAD_PACKAGE_KEY));
    }

    @Test
    void hashesNameSizeAndDigestsInThatOrder() {
        assertThat(PackageKey.filesHash(List.of(ONE))).isEqualTo("c7da0c0910cfffbc");
        assertThat(PackageKey.filesHash(List.of(ONE, TWO))).isEqualTo("6f5ca18662db517a");
    }

    @Test
    void theOrderOfTheListDoesNotMatter() {
        assertThat(PackageKey.filesHash(List.of(TWO, ONE))).isEqualTo(PackageKey.filesHash(List.of(ONE, TWO)));
    }

    @Test
    void theHashIsNotPaddedTo16() {
        HashedFile file = new HashedFile("n3", 0, "", "", "");

        assertThat(PackageKey.filesHash(List.of(file)))
                .isEqualTo("1d042235668d8e6")
                .hasSizeLessThan(16);
    }
}
