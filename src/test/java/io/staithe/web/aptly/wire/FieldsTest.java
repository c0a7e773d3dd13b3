package io.staithe.web.aptly.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;
import io.staithe.web.WebFault;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.ServerRequest;

class FieldsTest {
    private static final String JSON = "application/json";

    @Test
    void membersAreFoundWithoutRegardToCase() {
        Fields fields = fields(JSON, "{\"name\":\"x\",\"GPGKey\":\"k\",\"unknown\":[1]}");

        assertThat(fields.text("Name")).isEqualTo("x");
        assertThat(fields.text("GpgKey")).isEqualTo("k");
    }

    @Test
    void nullIsAbsentAndEmptyIsNot() {
        Fields fields = fields(JSON, "{\"Label\":null,\"Origin\":\"\"}");

        assertThat(fields.text("Label")).isNull();
        assertThat(fields.text("Origin")).isEmpty();
        assertThat(fields.has("Label")).isFalse();
    }

    @Test
    void formsHaveTheSameMembers() {
        Fields fields = fields(
                "application/x-www-form-urlencoded; charset=utf-8",
                "Name=a+b%2Bc&Skip=1&Architectures=amd64&Architectures=i386&Comment=");

        assertThat(fields.text("name")).isEqualTo("a b+c");
        assertThat(fields.isOn("Skip")).isTrue();
        assertThat(fields.texts("Architectures")).containsExactly("amd64", "i386");
        assertThat(fields.text("Comment")).isEmpty();
    }

    @Test
    void aBodyWithoutAHeaderIsAForm() {
        assertThat(fields(null, "Name=x").requiredText("Name")).isEqualTo("x");
        refused(() -> fields(null, "{\"Name\":\"x\"}").requiredText("Name"), WebFault.MISSING_MEMBER, "required");
    }

    @Test
    void anEmptyBodyHasNoMembersUnlessItShouldBeJson() {
        assertThat(fields(null, "").has("Name")).isFalse();
        refused(() -> fields(JSON, ""), WebFault.BAD_BODY, "EOF");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Name\":5}|cannot unmarshal number into Go struct field params.Name of type string",
                "{\"Name\":[]}|cannot unmarshal array into Go struct field params.Name of type string",
                "[]|cannot unmarshal array into Go value of type params",
                "{\"Name\"|unexpected EOF",
                "{\"Name\":}|invalid character",
                "nope|invalid",
            })
    void whatCannotBeReadIsRefusedInWordsLikeAptlys(String body, String words) {
        refused(() -> fields(JSON, body).text("Name"), WebFault.BAD_BODY, words);
    }

    @Test
    void flagsAndListsHaveTypesToo() {
        Fields fields = fields(JSON, "{\"Skip\":\"yes\",\"Sources\":{},\"Refs\":[\"a\",1]}");

        refused(() -> fields.flag("Skip"), WebFault.BAD_BODY, "of type bool");
        refused(() -> fields.requiredObjects("Sources"), WebFault.BAD_BODY, "of type []struct");
        refused(() -> fields.texts("Refs"), WebFault.BAD_BODY, "number");
    }

    @Test
    void requiredMeansThereAndForTextsNotEmpty() {
        Fields fields = fields(JSON, "{\"Name\":\"\",\"Refs\":[],\"Gone\":null}");

        refused(() -> fields.requiredText("Name"), WebFault.MISSING_MEMBER, "'Name' failed on the 'required' tag");
        refused(() -> fields.requiredTexts("Gone"), WebFault.MISSING_MEMBER, "'Gone'");
        assertThat(fields.requiredTexts("Refs")).isEmpty();
    }

    @Test
    void whatFollowsTheFirstValueIsIgnored() {
        assertThat(fields(JSON, "{\"Name\":\"x\"} trailing").text("Name")).isEqualTo("x");
    }

    @Test
    void htmlIsEscapedAsGoDoes() {
        assertThat(AptlyJson.write(AptlyJson.object().put("a", "<b>&\u2028\u00e9\"")))
                .isEqualTo("{\"a\":\"\\u003cb\\u003e\\u0026\\u2028\u00e9\\\"\"}");
        assertThat(AptlyJson.write(null)).isEqualTo("null");
    }

    private static Fields fields(@Nullable String contentType, String body) {
        MockServerHttpRequest.BodyBuilder request = MockServerHttpRequest.post("/api/x");
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        ServerRequest call =
                ServerRequest.create(MockServerWebExchange.from(request.body(body)), List.<HttpMessageReader<?>>of());
        return new Bodies(DataSize.ofKilobytes(1)).fields(call, "params").block(Duration.ofSeconds(10));
    }

    private static void refused(Runnable reading, FaultCode code, String words) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }
}
