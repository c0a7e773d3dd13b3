package io.staithe.deb.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import io.staithe.testkit.DebBuilder;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnpackedTest {
    @Test
    void whatTakesTooLongIsGivenUp() {
        Limits usual = Limits.USUAL;
        Limits hasty = new Limits(
                usual.members(),
                usual.controlMemberBytes(),
                usual.controlTarBytes(),
                usual.controlFileBytes(),
                usual.controlEntries(),
                usual.dataTarBytes(),
                usual.dataTarRatio(),
                usual.dataEntries(),
                usual.memoryKibibytes(),
                usual.windowLog(),
                Duration.ZERO);
        byte[] deb = DebBuilder.of("hello").bytes();

        assertThatThrownBy(() -> DebReader.paths(new ByteArrayInputStream(deb), deb.length, hasty, path -> {}))
                .isInstanceOfSatisfying(
                        Refused.class, fault -> assertThat(fault.code()).isEqualTo(ContainerFault.UNPACKS_TOO_LONG))
                .hasMessageContaining("PT0S");
    }
}
