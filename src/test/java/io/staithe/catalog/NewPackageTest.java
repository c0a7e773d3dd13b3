package io.staithe.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.Specimen;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packages as they arrive. */
final class NewPackageTest {
    private static final NewPackage ONE = Specimen.deb("one", "1.0", "bytes").found(1);
    private static final NewPackage OTHER_BYTES =
            Specimen.deb("one", "1.0", "others").found(2);
    private static final NewPackage TWO = Specimen.deb("two", "1.0", "more").found(3);

    @Test
    void aSlotThatOtherBytesWantIsDisputed() {
        assertThat(NewPackage.undisputed(Stream.of(ONE, TWO, OTHER_BYTES))).containsExactly(TWO);
    }

    @Test
    void thePackageThatComesTwiceIsOne() {
        assertThat(NewPackage.undisputed(Stream.of(ONE, TWO, ONE))).containsExactlyInAnyOrder(ONE, TWO);
    }
}
