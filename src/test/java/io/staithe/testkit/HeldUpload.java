package io.staithe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;

/** An upload that holds a place until it is closed: the server has asked for its body, and gets none. */
public final class HeldUpload implements AutoCloseable {
    private static final String HEAD =
            "PUT /api/files/held/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n";
    private static final String ASKED = "HTTP/1.1 100";

    private final Socket socket;

    private HeldUpload(Socket socket) {
        this.socket = socket;
    }

    /** Begins one. Blocks until the server has asked for its body; fails where it is refused. */
    public static HeldUpload at(URI server) {
        try {
            Socket socket = new Socket(server.getHost(), server.getPort());
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(HEAD.getBytes(UTF_8));
            byte[] answer = socket.getInputStream().readNBytes(ASKED.length());
            assertThat(new String(answer, UTF_8)).isEqualTo(ASKED);
            return new HeldUpload(socket);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
