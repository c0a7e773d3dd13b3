package io.staithe.trial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.Storm;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that open connections and say next to nothing on them, while others upload. */
class SlowConnectionsIT {
    private static final int CONNECTIONS = Integer.getInteger("staithe.trial.slow-connections", 200);
    private static final int UPLOADS = 20;
    private static final int PATIENCE_MILLIS = 120_000;

    @TempDir
    Path scratch;

    @Test
    void uploadsGoOnBesideConnectionsThatStayHalfOpenUntilTheyAreEnded() throws IOException {
        Map<String, String> settings = Map.of("staithe.server.head-timeout", "3s", "staithe.server.idle-timeout", "3s");
        List<Socket> slow = new ArrayList<>();
        try (RunningStaithe staithe = RunningStaithe.start(TestDatabase.fresh(), scratch, settings)) {
            AptlyClient client = staithe.client();
            client.createRepository("beside");
            for (int number = 0; number < CONNECTIONS; number++) {
                slow.add(opened(staithe.address(), number));
            }

            for (int number = 0; number < UPLOADS; number++) {
                client.put("beside", Storm.fileName(number), Packages.bytes(number))
                        .expect(200);
            }
            client.add("beside", "beside").expect(200);

            assertThat(client.packages("beside")).hasSize(UPLOADS);
            for (Socket connection : slow) {
                assertThat(isEnded(connection)).isTrue();
            }
        } finally {
            for (Socket connection : slow) {
                connection.close();
            }
        }
    }

    /** One of three says nothing at all, one begins a head, one goes on with it for a while. */
    private static Socket opened(URI server, int number) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        String begun = "PUT /api/files/slow/" + number + " HTTP/1.1\r\nHost: localhost\r\nX: ";
        socket.getOutputStream()
                .write(begun.substring(0, number % 3 * begun.length() / 2).getBytes(US_ASCII));
        return socket;
    }

    private static boolean isEnded(Socket connection) throws IOException {
        try {
            return connection.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }
}
