package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {
    @ParameterizedTest
    @CsvSource({
        "pool/a_1.0%2Bb1%7erc1.deb,pool/a_1.0+b1~rc1.deb",
        "pool/a_1.0%2bb1%7Erc1.deb,pool/a_1.0+b1~rc1.deb",
        "pool/a_1.0+b1~rc1.deb,pool/a_1.0+b1~rc1.deb",
        "pool/100%2525,pool/100%25",
        "pool/a%20b,pool/a b",
        "pool/%C3%A4,pool/ä"
    })
    void isDecodedOnceAndPlusIsPlus(String raw, String path) {
        assertThat(RawPath.decode(raw)).contains(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/../b",
                "a/%2e%2e/b",
                "a//b",
                "./a",
                "a/",
                "",
                "a%",
                "a%2",
                "a%zz",
                "a%-1",
                "a%00b",
                "a%0ab",
                "a%ff",
                "a\u00e4",
                "a%5cb"
            })
    void whatNoArchiveHasIsNothing(String raw) {
        assertThat(RawPath.decode(raw)).isEmpty();
    }
}
