package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.deb.Stanza.Field;
import io.staithe.fault.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading what was written is identity, and whatever is read is written as something readable; seeds as parameters. */
class StanzaProperties {
    private static final String ANY = "aB1 \t\n:.#-~\0\r\u007fü\u20ac";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readingWhatWasWrittenIsIdentity(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            Stanza stanza = stanza(random);

            assertThat(Stanza.parse(stanza.text())).describedAs("seed %d", seed).isEqualTo(stanza);
            assertThat(Stanza.parse(stanza.text().getBytes(UTF_8), Stanza.Limits.BINARY))
                    .describedAs("seed %d", seed)
                    .isEqualTo(stanza);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void anyTextIsRefusedOrReadAsWhatItIsWrittenAs(long seed) {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 100_000; i++) {
            String text = "A: " + text(random, 12) + "\n";
            Stanza stanza;
            try {
                stanza = Stanza.parse(text);
            } catch (Refused expected) {
                continue;
            }
            accepted++;
            assertThat(Stanza.parse(stanza.text())).describedAs("seed %d", seed).isEqualTo(stanza);
        }
        assertThat(accepted).isGreaterThan(1_000);
    }

    private static Stanza stanza(Random random) {
        List<Field> fields = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        while (fields.size() < count) {
            try {
                fields.add(new Field("F" + fields.size() + text(random, 2), text(random, 10)));
            } catch (Refused another) {
                // Not every text is a field: try the next one.
            }
        }
        return new Stanza(fields);
    }

    private static String text(Random random, int maxLength) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxLength + 1); i > 0; i--) {
            text.append(ANY.charAt(random.nextInt(ANY.length())));
        }
        return text.toString();
    }
}
