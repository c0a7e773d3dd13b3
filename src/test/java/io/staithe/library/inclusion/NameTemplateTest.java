package io.staithe.library.inclusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.deb.Stanza;
import io.staithe.fault.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTemplateTest {
    private static final Stanza FIELDS = Stanza.parse("Distribution: bookworm\nChanged-By: $1 Anna\n");

    @ParameterizedTest
    @CsvSource(textBlock = """
            {{.Distribution}}-main, bookworm-main
            x-{{ .Distribution }}, x-bookworm
            '{{index . "Changed-By"}}', $1 Anna
            {{.Nothing}}-y, -y
            """)
    void fieldsAreFilledIn(String template, String name) {
        assertThat(new NameTemplate(template).name(FIELDS)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{.Distribution", "{{range .}}", "}}", "{{.Changed-By}}", "{{call .x}}"})
    void everythingElseIsRefused(String template) {
        assertThatThrownBy(() -> new NameTemplate(template)).isInstanceOf(Refused.class);
    }

    @Test
    void plainNamesAreNoTemplates() {
        assertThat(NameTemplate.isOne("main")).isFalse();
        assertThat(NameTemplate.isOne("{{.Distribution}}")).isTrue();
    }
}
