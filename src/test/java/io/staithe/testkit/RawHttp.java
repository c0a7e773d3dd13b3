package io.staithe.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.regex.Pattern;

/** Bytes of HTTP as nobody's library would send them. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int STALL_MILLIS = 1_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[^\\r\\n]*\\r\\n");

    private RawHttp() {}

    /**
     * Sends bytes and takes all that comes until the server ends the connection.
     *
     * @return the statuses in their order; none where the connection was reset
     */
    public static List<Integer> statuses(URI server, String bytes) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return STATUS.matcher(answers)
                    .results()
                    .map(status -> Integer.valueOf(status.group(1)))
                    .toList();
        } catch (SocketException reset) {
            return List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Sends the first bytes, then the others over and over, and reads nothing.
     *
     * @return how many bytes the server took before it took no more, at most about so many
     * @throws IOException where the server ends the connection
     */
    public static long taken(URI server, String first, String others, long most) throws IOException {
        return taken(server, first, others, most, STALL_MILLIS);
    }

    /** The same, with this long to wait before the server is believed to take no more. */
    public static long taken(URI server, String first, String others, long most, long stallMillis) throws IOException {
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer next = ByteBuffer.wrap(first.getBytes(ISO_8859_1));
            byte[] repeated = others.getBytes(ISO_8859_1);
            long taken = 0;
            while (taken < most && selector.select(stallMillis) > 0) {
                selector.selectedKeys().clear();
                taken += channel.write(next);
                next = next.hasRemaining() ? next : ByteBuffer.wrap(repeated);
            }
            return taken;
        }
    }
}
