package io.staithe.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.deb.Stanza.Field;
import io.staithe.fault.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stanza keeps; what it refuses is in the hostile packages. */
class StanzaTest {
    @Test
    void keepsOrderAndText() {
        String text = "b: 1\nA:\n x\n\ty  \nc: two words\n .\n end\nd:\n";

        Stanza stanza = Stanza.parse(text);

        assertThat(stanza.fields())
                .containsExactly(
                        new Field("b", "1"),
                        new Field("A", "\n x\n\ty  "),
                        new Field("c", "two words\n .\n end"),
                        new Field("d", ""));
        assertThat(stanza.text()).isEqualTo(text);
    }

    @Test
    void dropsBlanksAroundTheFirstLine() {
        assertThat(Stanza.parse("A:x\nB: \t y \t\n z\n").fields())
                .containsExactly(new Field("A", "x"), new Field("B", "y\n z"));
    }

    @Test
    void findsFieldsInAnyCase() {
        assertThat(Stanza.parse("Pre-Depends: x\n").get("pre-DEPENDS")).contains("x");
        assertThat(Stanza.parse("Pre-Depends: x\n").get("Depends")).isEmpty();
    }

    @Test
    void aValueThatCouldNotBeReadBackIsNoField() {
        for (String value : List.of(" x", "x ", "x\ny", "x\n", "x\n \n y", "x\ry", "x\0", "\t", "x\n ")) {
            assertThatThrownBy(() -> new Field("A", value))
                    .describedAs("'%s'", value)
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void repeatedNamesAreNoStanza() {
        assertThatThrownBy(() -> new Stanza(List.of(new Field("A", "1"), new Field("a", "2"))))
                .isInstanceOfSatisfying(
                        Refused.class, fault -> assertThat(fault.code()).isEqualTo(DebFault.DUPLICATE_FIELD));
    }

    @Test
    void whatWasAcceptedAtItsLimitIsReadBack() {
        Stanza stanza = Stanza.parse("A: " + "x".repeat(900_000) + "\n");

        assertThat(Stanza.parse(stanza.text())).isEqualTo(stanza);
        assertThatThrownBy(() -> Stanza.parse("A: " + "x".repeat(1 << 20) + "\n"))
                .isInstanceOf(Refused.class);
    }
}
