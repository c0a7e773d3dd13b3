package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.env.MockEnvironment;

/** Where an open server may listen. */
final class SafeStartTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    void aLoopbackAddressIsFine(String address) {
        assertThatCode(() -> start(environment(address, address))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "", "no.such.host.invalid"})
    void anyOtherIsRefusedWithTheSettingToAdd(String address) {
        assertThatThrownBy(() -> start(environment(address, "127.0.0.1")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("server.address is")
                .hasMessageContaining("staithe.access.mode=tokens")
                .hasMessageContaining("staithe.access.open=true");
    }

    @Test
    void theManagementPortIsHeldToTheSame() {
        assertThatThrownBy(() -> start(environment("127.0.0.1", "0.0.0.0")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("management.server.address is 0.0.0.0");
        assertThatCode(() -> start(environment("127.0.0.1", "0.0.0.0").withProperty("management.server.port", "-1")))
                .doesNotThrowAnyException();
    }

    @Test
    void opennessThatIsStatedIsRespected() {
        assertThatCode(() -> start(environment("0.0.0.0", "0.0.0.0").withProperty("staithe.access.open", "true")))
                .doesNotThrowAnyException();
    }

    @Test
    void whereCallersShowTokensAnyAddressIsFine() {
        assertThatCode(() -> start(environment("0.0.0.0", "0.0.0.0").withProperty("staithe.access.mode", " Tokens")))
                .doesNotThrowAnyException();
    }

    @Test
    void bothAtOnceAreRefused() {
        var both = environment("127.0.0.1", "127.0.0.1")
                .withProperty("staithe.access.mode", "tokens")
                .withProperty("staithe.access.open", "true");
        assertThatThrownBy(() -> start(both)).hasMessageContaining("contradict");
    }

    private static MockEnvironment environment(String server, String management) {
        return new MockEnvironment()
                .withProperty("server.address", server)
                .withProperty("management.server.address", management);
    }

    private static void start(MockEnvironment environment) {
        new SafeStart(environment).postProcessBeanFactory(new DefaultListableBeanFactory());
    }
}
