package io.staithe.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The form of secrets. */
final class TokenSecretTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void eachIsAnotherOneAndHasTheForm() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            String secret = TokenSecret.fresh(random).reveal();
            assertThat(secret).matches("staithe_[0-9A-Za-z]{49}");
            assertThat(TokenSecret.isOne(secret)).isTrue();
            assertThat(TokenSecret.parse(secret).hash()).isEqualTo(SecretHash.of(secret));
            assertThat(seen.add(secret)).isTrue();
        }
    }

    @Test
    void whatWasMistypedIsNone() {
        String secret = TokenSecret.fresh(random).reveal();
        for (int at = 0; at < secret.length(); at++) {
            char other = secret.charAt(at) == 'a' ? 'b' : 'a';
            assertThat(TokenSecret.isOne(secret.substring(0, at) + other + secret.substring(at + 1)))
                    .isFalse();
        }
        assertThat(TokenSecret.isOne("")).isFalse();
        assertThat(TokenSecret.isOne(secret + "a")).isFalse();
        assertThatThrownBy(() -> TokenSecret.parse(secret.substring(1)))
                .hasMessageNotContaining(secret.substring(10, 20));
    }

    @Test
    void itIsNeverToldByAccident() {
        TokenSecret secret = TokenSecret.fresh(random);
        assertThat("" + secret + new ApiTokens.Made(token(), secret)).doesNotContain(secret.reveal());
        assertThat(secret.hash().toString()).hasSize(8);
    }

    private static Token token() {
        return new Token(1, "ci", List.of(), Instant.EPOCH, "me", null, null, null);
    }
}
