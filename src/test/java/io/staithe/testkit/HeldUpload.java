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

    /** Sends its body; the line of the answer's status. Blocks until it comes. */
    public String send() {
        try {
            socket.getOutputStream().write("012345678".getBytes(UTF_8));
            String answer = "";
            while (!answer.contains("HTTP/1.1 ") || answer.strip().endsWith("100 Continue")) {
                answer = line();
            }
            return answer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next != '\n';
                next = socket.getInputStream().read()) {
            if (next < 0) {
                throw new IOException("the server closed the connection after '" + line + "'");
            }
            line.append((char) next);
        }
        return line.toString().strip();
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
