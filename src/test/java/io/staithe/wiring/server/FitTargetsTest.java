package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FitTargetsTest {
    @Test
    void whatIsFitStaysAsItIs() {
        String fit = "/api/repos/a%2Fb/packages?q=Name%20(~%20x),$Version+('1')&withDeps=1";
        assertThat(FitTargets.fit(fit)).isSameAs(fit);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ' ',
            value = {
                "/a?q=b|c /a?q=b%7Cc",
                "/a?q=\"b\" /a?q=%22b%22",
                "/a?q={b}[c] /a?q=%7Bb%7D%5Bc%5D",
                "/a%?q=%z%4 /a%25?q=%25z%254",
                "/a#b /a%23b",
                "/\\^<> /%5C%5E%3C%3E"
            })
    void whatNoUriMayHoldIsEncoded(String raw, String fit) {
        assertThat(FitTargets.fit(raw)).isEqualTo(fit);
        assertThat(URI.create(fit)).isNotNull();
    }

    @Test
    void bytesBeyondAsciiAreEncodedOneByOne() {
        assertThat(FitTargets.fit("/\u00c3\u00a9`")).isEqualTo("/%C3%A9%60");
    }
}
