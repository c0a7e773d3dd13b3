package io.staithe.web.multipart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;
import io.staithe.testkit.Bodies;
import io.staithe.web.WebFault;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class MultipartFormTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TYPE = "multipart/form-data; boundary=XyZ";
    private static final MultipartLimits LIMITS = new MultipartLimits(5, 512, 256);
    private static final MultipartForm FORM = new MultipartForm(LIMITS);

    private final Bodies bodies = new Bodies();

    @AfterEach
    void everyBufferIsReleased() {
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    void filesComeInTheirOrderAndFieldsAreDropped() {
        String body =
                file("a.deb", "one") + field("comment", "nobody reads this") + file("b.deb", "two") + "--XyZ--\r\n";

        assertThat(read(body, 7)).containsExactly("a.deb=one", "b.deb=two");
    }

    @Test
    void preambleEpilogueAndPaddingAreNoContent() {
        String body =
                "This is a preamble.\r\n--XyZ \t\r\nContent-Disposition: form-data; filename=a\r\n\r\n1\r\n--XyZ--\r\nepilogue";

        assertThat(read(body, 3)).containsExactly("a=1");
    }

    @Test
    void whatOnlyLooksLikeADelimiterIsContent() {
        String tricky = "\r\n--XyW\r\r\n--Xy\r\n--XyZ1\r\n--XyZ-x\r\n--XyZ  !\r\n-\r\n--XyZ\r!\r\n";

        for (int size = 1; size < 40; size++) {
            assertThat(read(file("a", tricky) + "--XyZ--", size)).containsExactly("a=" + tricky);
        }
    }

    @Test
    void emptyFilesAreFiles() {
        String bare = "--XyZ\r\nContent-Disposition: form-data; filename=b\r\n\r\n--XyZ--\r\n";

        assertThat(read(file("a", "") + bare, 4)).containsExactly("a=", "b=");
    }

    @Test
    void aFormWithoutPartsHasNoFiles() {
        assertThat(read("--XyZ--\r\n", 5)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "filename=\"hello_1.0_amd64.deb\"|hello_1.0_amd64.deb",
                "filename=hello.deb; name=x|hello.deb",
                "filename=\"../../evil.txt\"|evil.txt",
                "filename=\"C:\\dir\\x.deb\"|x.deb",
                "filename=\"a\\\"b\"|a\"b",
                "filename=\"a; filename=b\"|a; filename=b",
                "filename*=UTF-8''%c3%a9+.deb|é+.deb",
                "FILENAME=\"x\"|x",
            })
    void onlyTheBaseNameOfAFileIsKept(String parameter, String name) {
        String body = "--XyZ\r\ncontent-disposition: form-data; name=\"f\"; " + parameter + "\r\n\r\n1\r\n--XyZ--";

        assertThat(read(body, 64)).containsExactly(name + "=1");
    }

    @Test
    void aFileWithoutANameIsAField() {
        assertThat(read("--XyZ\r\nContent-Disposition: form-data; filename=\"\"\r\n\r\nx\r\n--XyZ--", 64))
                .isEmpty();
    }

    @Test
    void aBodyThatEndsBeforeItsLastBoundaryIsRefused() {
        refused(file("a", "content") + "--XyZ", WebFault.BAD_MULTIPART);
        refused("--XyZ\r\nContent-Dispo", WebFault.BAD_MULTIPART);
        refused("", WebFault.BAD_MULTIPART);
    }

    @Test
    void limitsHold() {
        refused(file("a", "1").repeat(6) + "--XyZ--", WebFault.TOO_MANY_PARTS);
        refused(field("f", "x".repeat(300)) + "--XyZ--", WebFault.BODY_OVER_LIMIT);
        refused("--XyZ\r\nX: " + "y".repeat(600) + "\r\n\r\n", WebFault.BAD_MULTIPART);
        refused("p".repeat(300) + "\r\n" + file("a", "1") + "--XyZ--", WebFault.BAD_MULTIPART);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "multipart/form-data", "multipart/mixed; boundary=x"})
    void whatIsNoFormIsRefusedBeforeItsBodyIsRead(String contentType) {
        StepVerifier.create(FORM.files(contentType, bodies.of(new byte[10], 5)))
                .expectErrorSatisfies(error -> assertThat(code(error)).isEqualTo(WebFault.NOT_MULTIPART))
                .verify(LIMIT);
        assertThat(bodies.given()).isZero();
    }

    @Test
    void theBodyIsReadNoFurtherThanAsked() {
        String body = file("a", "x".repeat(1000)) + "--XyZ--";

        StepVerifier.create(
                        FORM.files(TYPE, bodies.of(body.getBytes(UTF_8), 10)).concatMap(FormFile::content), 1)
                .consumeNextWith(DataBufferUtils::release)
                .then(() -> assertThat(bodies.given()).isLessThan(15))
                .thenRequest(2)
                .consumeNextWith(DataBufferUtils::release)
                .consumeNextWith(DataBufferUtils::release)
                .then(() -> assertThat(bodies.given()).isLessThan(17))
                .thenCancel()
                .verify(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theResultIsBlindToHowTheBodyWasCut(long seed) {
        Random random = new Random(seed);
        List<String> files = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            String content = nasty(random);
            files.add("f" + i + "=" + content);
            body.writeBytes(file("f" + i, content).getBytes(UTF_8));
        }
        body.writeBytes("--XyZ--\r\n".getBytes(UTF_8));

        for (int longest = 1; longest < 200; longest += 1 + longest / 3) {
            assertThat(read(FORM.files(TYPE, bodies.cut(body.toByteArray(), longest, seed))))
                    .as("seed %s, at most %s bytes", seed, longest)
                    .isEqualTo(files);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whereverTheClientHangsUpNothingLeaks(long seed) {
        byte[] body =
                (file("a", "x".repeat(500)) + field("f", "y".repeat(90)) + file("b", "z".repeat(500))).getBytes(UTF_8);

        for (int cut = 0; cut < body.length; cut += 13) {
            byte[] part = Arrays.copyOf(body, cut);
            Flux<DataBuffer> broken =
                    bodies.cut(part, 64, seed).concatWith(Mono.error(new IllegalStateException("hung up")));
            StepVerifier.create(FORM.files(TYPE, broken).concatMap(MultipartFormTest::text))
                    .thenConsumeWhile(text -> true)
                    .expectErrorMessage("hung up")
                    .verify(LIMIT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 21})
    void whereverTheReaderStopsNothingLeaksAndTheBodyIsCancelled(int buffers) {
        byte[] body = (file("a", "x".repeat(500)) + file("b", "z".repeat(500)) + "--XyZ--").getBytes(UTF_8);
        List<String> signals = new ArrayList<>();

        StepVerifier.create(FORM.files(TYPE, bodies.of(body, 20).doOnCancel(() -> signals.add("cancelled")))
                        .concatMap(file -> file.content().doOnNext(DataBufferUtils::release))
                        .take(buffers))
                .expectNextCount(buffers)
                .verifyComplete();
        assertThat(signals.size()).isEqualTo(buffers == 0 ? 0 : 1);
    }

    @Test
    void aFileThatIsNotWantedIsSkipped() {
        String body = file("a", "x".repeat(500)) + file("b", "two") + "--XyZ--";

        Flux<String> texts = FORM.files(TYPE, bodies.of(body.getBytes(UTF_8), 20))
                .concatMap(file -> file.fileName().equals("a")
                        ? file.content()
                                .take(1)
                                .doOnNext(DataBufferUtils::release)
                                .then(Mono.just("skipped"))
                        : text(file));

        assertThat(texts.collectList().block(LIMIT)).containsExactly("skipped", "b=two");
    }

    private List<String> read(String body, int bufferSize) {
        return read(FORM.files(TYPE, bodies.of(body.getBytes(UTF_8), bufferSize)));
    }

    private static List<String> read(Flux<FormFile> files) {
        return files.concatMap(MultipartFormTest::text).collectList().block(LIMIT);
    }

    private static Mono<String> text(FormFile file) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return file.content()
                .doOnNext(buffer -> {
                    byte[] copy = new byte[buffer.readableByteCount()];
                    buffer.read(copy);
                    bytes.writeBytes(copy);
                    DataBufferUtils.release(buffer);
                })
                .then(Mono.fromCallable(() -> file.fileName() + "=" + bytes.toString(UTF_8)));
    }

    private void refused(String body, FaultCode code) {
        StepVerifier.create(
                        FORM.files(TYPE, bodies.of(body.getBytes(UTF_8), 11)).concatMap(MultipartFormTest::text))
                .thenConsumeWhile(text -> true)
                .expectErrorSatisfies(error -> assertThat(code(error)).isEqualTo(code))
                .verify(LIMIT);
        assertThat(bodies.leaked()).isEmpty();
    }

    private static FaultCode code(Throwable error) {
        assertThat(error).isInstanceOf(Refused.class);
        return ((Refused) error).code();
    }

    /** Content that is made of pieces of delimiters. */
    private static String nasty(Random random) {
        String[] pieces = {"\r", "\n", "-", "--", "\r\n--XyZ", "XyZ", "\r\n--X", "a", "\r\n", " ", "\t"};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < random.nextInt(60); i++) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        String closing = "\r\n--XyZ[ \t]*(\r\n|$)|\r\n--XyZ--|^--XyZ";
        return text.toString().replaceAll(closing, "!") + ".";
    }

    private static String file(String name, String content) {
        return "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n";
    }

    private static String field(String name, String content) {
        return "--XyZ\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
    }
}
