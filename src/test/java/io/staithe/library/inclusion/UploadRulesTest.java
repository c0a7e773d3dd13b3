package io.staithe.library.inclusion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.deb.upload.Changes;
import io.staithe.fault.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

class UploadRulesTest {
    private static final String ANNA = "AC6E37150F5B07E0DCAD4232EB34DA1843406E80";
    private static final String BERT = "0123456789ABCDEF0123456789ABCDEF01234567";
    private static final Changes HELLO = Changes.parse("""
            Source: hello
            Version: 1.0
            Architecture: amd64
            Checksums-Sha256:
             0000000000000000000000000000000000000000000000000000000000000000 1 hello_1.0_amd64.deb
            """.getBytes(UTF_8));

    @Test
    void withoutRulesEverybodyMay() {
        assertThatCode(() -> UploadRules.of(List.of()).check("main", HELLO, List.of()))
                .doesNotThrowAnyException();
    }

    @Test
    void theFirstRuleThatFitsDecides() {
        UploadRules rules = UploadRules.of(List.of("main hel?o: 34DA1843406E80", "main *: *"));

        assertThatCode(() -> rules.check("main", HELLO, List.of(ANNA))).doesNotThrowAnyException();
        assertThatThrownBy(() -> rules.check("main", HELLO, List.of(BERT)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(BERT)
                .hasMessageContaining("hello");
    }

    @Test
    void whatNoRuleFitsIsRefused() {
        UploadRules rules = UploadRules.of(List.of("other *: *"));

        assertThatThrownBy(() -> rules.check("main", HELLO, List.of(ANNA))).isInstanceOf(Refused.class);
    }

    @Test
    void aRuleWithoutKeysAllowsNobody() {
        UploadRules rules = UploadRules.of(List.of("* *:"));

        assertThatThrownBy(() -> rules.check("main", HELLO, List.of(ANNA))).isInstanceOf(Refused.class);
    }

    @Test
    void shortKeyIdsMeanNobody() {
        UploadRules rules = UploadRules.of(List.of("* *: 406E80"));

        assertThatThrownBy(() -> rules.check("main", HELLO, List.of(ANNA))).isInstanceOf(Refused.class);
    }

    @Test
    void whatIsNoRuleStopsTheStart() {
        assertThatThrownBy(() -> UploadRules.of(List.of("main: " + ANNA)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REPOSITORY SOURCE");
    }
}
