package io.staithe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.observe.Meters;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.RawHttp;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that ask for much and take little of it, of the API and of archives. */
class SlowReadersIT {
    @RegisterExtension
    static final SharedStaithe STAITHE = new SharedStaithe(Map.of("staithe.server.read-window", "1s"));

    private static final int PATIENCE_MILLIS = 60_000;
    private static final int SIZE = 16 << 20;
    private static final String BIG = "/apt/pool/main/b/big/big_1.0_amd64.deb";
    private static final DebBuilder PACKAGE =
            DebBuilder.of("big").version("1.0").architecture("amd64").payload("./usr/share/big", SIZE, 1);

    @BeforeAll
    static void publish() {
        STAITHE.client().createRepository("slow");
        STAITHE.client().put("slow", PACKAGE.fileName(), PACKAGE.bytes()).expect(200);
        STAITHE.client().add("slow", "slow").expect(200);
        STAITHE.client().publish("slow", "bookworm").expect(201);
    }

    @Test
    void whatNobodyTakesEndsTheConnectionBeItAnswersOfTheApiOrAFileOfAnArchive() throws IOException {
        String small = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String large = "GET /v3/api-docs HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (Socket file = asked()) {
            assertThatThrownBy(() ->
                            RawHttp.taken(STAITHE.address(), "", large.repeat(100), Long.MAX_VALUE, PATIENCE_MILLIS))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> {
                        while (true) {
                            file.getOutputStream().write(small.getBytes(StandardCharsets.US_ASCII));
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(Meters.SLOW_READERS
                        .counter(STAITHE.bean(MeterRegistry.class))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void whoTakesItPieceByPieceGetsAllOfIt() throws IOException {
        try (Socket socket = asked()) {
            InputStream answer = socket.getInputStream();
            long taken = 0;
            for (int length = 1; length > 0; taken += length) {
                length = answer.readNBytes(16 << 10).length;
            }
            assertThat(taken).isGreaterThanOrEqualTo(PACKAGE.sizeBytes());
        }
    }

    private static Socket asked() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(
                STAITHE.address().getHost(), STAITHE.address().getPort()));
        socket.getOutputStream()
                .write(("GET " + BIG + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
