package io.staithe.web.aptly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads as bad clients send them, and refusals as good clients read them, against the whole server. */
class UploadFaceIT {
    private static final int BODY = 3_000_000;

    @TempDir
    static Path data;

    @TempDir
    static Path files;

    private static RunningStaithe server;
    private static AptlyClient client;

    @BeforeAll
    static void start() {
        server = RunningStaithe.start(TestDatabase.fresh(), data, Map.of("staithe.web.max-parts", "3"));
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT /api/files/gone/x.bin", "POST /api/files/gone"})
    void clientsThatHangUpAnywhereLeaveNothing(String line) throws IOException {
        Random random = new Random(7);
        byte[] body = Bodies.random(BODY, 7);
        for (int i = 0; i < 20; i++) {
            hangUp(line, body, random.nextInt(BODY));
        }

        client.put("after", "x.bin", body).expect(200);
        client.send("GET", "/api/files/gone", null).expect(404);
        assertThat(spooled()).isEmpty();
    }

    @Test
    void manyFilesComeInOneForm() throws Exception {
        Path big = Files.write(files.resolve("big.bin"), Bodies.random(BODY, 8));
        Path small = Files.writeString(files.resolve("small.txt"), "small");

        String answer = curl("-F", "file=@" + big, "-F", "file=@" + small, "-F", "comment=no file", "/api/files/form");

        assertThat(answer).isEqualTo("[\"form/big.bin\",\"form/small.txt\"] 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Expect: 100-continue", "Expect:"})
    void aRefusalBeforeTheBodyIsReadReachesTheClient(String expect) throws Exception {
        Path big = Files.write(files.resolve("refused.bin"), new byte[50_000_000]);

        assertThat(curl("-H", expect, "-T", big.toString(), "/api/files/%2E%2E/x"))
                .isEqualTo("{\"error\":\"wrong dir\"} 400");
    }

    @Test
    void aRefusalInTheMiddleOfAFormReachesTheClientAndKeepsNothing() throws Exception {
        Path big = Files.write(files.resolve("one.bin"), Bodies.random(BODY, 9));
        String part = "f=@" + big;

        String answer = curl("-F", part, "-F", part, "-F", part, "-F", part, "/api/files/parts");

        assertThat(answer).isEqualTo("{\"error\":\"a multipart body may have at most 3 parts\"} 413");
        client.send("GET", "/api/files/parts", null).expect(404);
        assertThat(spooled()).isEmpty();
    }

    @Test
    void aTextThatTheDatabaseCannotKeepIsTheClientsFault() {
        String directory = new Random(11)
                .ints(900, 0x4e00, 0x9fff)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());

        client.send("POST", "/api/repos", AptlyClient.json(Map.of("Name", "kept", "Comment", "a\0b")))
                .expect(400);
        client.createRepository("texts");
        client.send("GET", "/api/repos/texts/packages?q=a%00", null).expect(400);
        client.put(directory, "x.bin", new byte[1]).expect(400);
    }

    @Test
    void aRefusedBodyIsNotTakenInForEver() {
        long length = 500_000_000;
        byte[] piece = new byte[1_000_000];
        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket(
                            server.address().getHost(), server.address().getPort())) {
                        OutputStream out = socket.getOutputStream();
                        out.write(("PUT /api/files/%2E%2E/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length
                                        + "\r\n\r\n")
                                .getBytes(UTF_8));
                        for (long sent = 0; sent < length; sent += piece.length) {
                            out.write(piece);
                        }
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private static void hangUp(String line, byte[] body, int after) throws IOException {
        boolean form = line.startsWith("POST");
        String head = line + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + (body.length + 1000) + "\r\n"
                + (form ? "Content-Type: multipart/form-data; boundary=XyZ\r\n" : "") + "\r\n"
                + (form ? "--XyZ\r\nContent-Disposition: form-data; name=f; filename=x.bin\r\n\r\n" : "");
        try (Socket socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(UTF_8));
            out.write(body, 0, after);
            if (after % 2 == 0) {
                socket.setSoLinger(true, 0);
            }
        }
    }

    private static String curl(String... arguments) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        String path = arguments[arguments.length - 1];
        List<String> command = Stream.of(
                        Stream.of("curl", "-sS", "-m", "60", "-w", " %{http_code}"),
                        Stream.of(arguments).limit(arguments.length - 1L),
                        Stream.of(server.address() + path))
                .flatMap(words -> words)
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return answer;
    }

    /** Files of uploads that are over; a server deletes those of clients that hung up as it notices. */
    private static List<Path> spooled() throws IOException {
        for (int i = 0; i < 1000; i++) {
            List<Path> left = spooledNow();
            if (left.isEmpty()) {
                return left;
            }
            client.send("GET", "/api/version", null);
        }
        return spooledNow();
    }

    private static List<Path> spooledNow() throws IOException {
        try (Stream<Path> all = Files.walk(data.resolve("spool"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
