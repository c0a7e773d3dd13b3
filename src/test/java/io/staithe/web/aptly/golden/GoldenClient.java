package io.staithe.web.aptly.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes golden calls one after the other and holds the answers against what was recorded. Blocks. */
final class GoldenClient {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String BOUNDARY = "golden-boundary";
    private static final String JSON = "application/json; charset=utf-8";
    private static final Pattern HOLE = Pattern.compile("…|\\{\\{([a-z]+)}}");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final Path files;
    private final Map<String, String> known = new HashMap<>();

    GoldenClient(URI base, Path files) {
        this.base = base;
        this.files = files;
    }

    void check(GoldenCall call) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request(call), BodyHandlers.ofString(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).as(call.title() + ": " + answer.body()).isEqualTo(call.status());
        call.answerHeaders()
                .forEach((name, value) -> assertThat(
                                answer.headers().firstValue(name).orElse(""))
                        .as(name)
                        .matches(pattern(value)));
        if (!call.answer().isEmpty()) {
            match(call, answer.body());
        }
        boolean tellsJson = call.answer().matches("(?s)[\\[{\"].*|null");
        if (tellsJson && !call.answerHeaders().containsKey("Content-Type")) {
            assertThat(answer.headers().firstValue("Content-Type")).contains(JSON);
        }
    }

    private void match(GoldenCall call, String body) {
        Matcher found = pattern(call.answer()).matcher(body);
        if (!found.matches()) {
            assertThat(body).as(call.title()).isEqualTo(call.answer());
        }
        Matcher hole = HOLE.matcher(call.answer());
        int group = 0;
        while (hole.find()) {
            String name = hole.group(1);
            if (name != null && !known.containsKey(name)) {
                group++;
                known.put(name, found.group(group));
            }
        }
    }

    /** The pattern of an answer: a group for each text that is to be remembered. */
    private Pattern pattern(String text) {
        StringBuilder pattern = new StringBuilder();
        Matcher hole = HOLE.matcher(text);
        int at = 0;
        while (hole.find()) {
            pattern.append(Pattern.quote(text.substring(at, hole.start())));
            pattern.append(hole.group(1) == null ? ".*?" : named(hole.group(1)));
            at = hole.end();
        }
        return Pattern.compile(pattern + Pattern.quote(text.substring(at)), Pattern.DOTALL);
    }

    private String named(String name) {
        String value = known.get(name);
        return value == null ? "([^\",}\\]]+)" : Pattern.quote(value);
    }

    private HttpRequest request(GoldenCall call) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + filled(call.path()))).timeout(LIMIT);
        Map<String, String> headers = new HashMap<>(call.headers());
        byte[] body = body(call);
        if (call.body().startsWith("@form")) {
            headers.put("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
        } else if (call.body().matches("(?s)[\\[{].*")) {
            headers.putIfAbsent("Content-Type", "application/json");
        }
        headers.forEach((name, value) -> {
            if (!value.equals("none")) {
                request.header(name, value);
            }
        });
        boolean hasBody = body.length > 0 || call.headers().containsKey("Content-Type");
        return request.method(call.method(), hasBody ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody())
                .build();
    }

    private byte[] body(GoldenCall call) throws IOException {
        if (call.body().startsWith("@file ")) {
            return bytes(call.body().substring("@file ".length()));
        }
        if (!call.body().startsWith("@form")) {
            return filled(call.body()).getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (String name : call.body().substring("@form".length()).strip().split(" ")) {
            form.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                            + "\"\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            form.writeBytes(bytes(name.substring(name.lastIndexOf('/') + 1)));
            form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(files.resolve(name));
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> value : known.entrySet()) {
            filled = filled.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return filled;
    }
}
