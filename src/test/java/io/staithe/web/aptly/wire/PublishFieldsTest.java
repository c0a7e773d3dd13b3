package io.staithe.web.aptly.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class PublishFieldsTest {
    @ParameterizedTest
    @CsvSource({
        "{}, true, true",
        "{}, false, false",
        "{\"SkipContents\":false}, true, false",
        "{\"SkipContents\":true}, false, true"
    })
    void whatANewPublicationSaysOfContentsWinsOverTheSetting(String body, boolean setting, boolean skipped) {
        Fields fields = Fields.ofJson("publishedRepoCreateParams", new JsonMapper().readTree(body));

        assertThat(PublishFields.ofNew(fields, setting).skipContents()).isEqualTo(skipped);
        assertThat(PublishFields.change(Fields.ofJson("x", new JsonMapper().readTree("{}")))
                        .skipContents())
                .isNull();
    }
}
