package io.staithe.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy that does to connections what networks do: it can fall silent, so that it goes on reading what it gets
 * and passes nothing on; delay what it passes; cut all connections at once, or each after so many bytes of the
 * client's; and lead those that come later to another server.
 *
 * <p>Any thread may call it. A server that does not listen costs the client its connection, and the proxy nothing.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int CHUNK = 8192;
    private static final int BACKLOG = 200;

    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private volatile Target target;
    private volatile boolean silent;
    private volatile Duration delay = Duration.ZERO;
    private volatile long cutAfter = Long.MAX_VALUE;

    /** A proxy on a free port of the loopback interface. */
    public TcpProxy(String host, int port) throws IOException {
        this.target = new Target(host, port);
        this.door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        daemon(this::admit);
    }

    /** Where it listens. */
    public int port() {
        return door.getLocalPort();
    }

    /** Leads connections that come from now to another server. */
    public void lead(String host, int port) {
        target = new Target(host, port);
    }

    /** Passes nothing on from now. */
    public void silence() {
        silent = true;
    }

    /** Passes everything on again that comes from now. */
    public void speak() {
        silent = false;
    }

    /** Holds up each piece that comes from now for so long; zero: none. */
    public void delay(Duration time) {
        delay = time;
    }

    /** Cuts each connection, from now, when the client has sent so many bytes over it. */
    public void cutAfter(long bytes) {
        cutAfter = bytes;
    }

    /** Resets every connection there is. */
    public void cut() {
        open.forEach(TcpProxy::reset);
    }

    /** How many bytes clients have sent. */
    public long sentBytes() {
        return sent.get();
    }

    /** Admits nobody any more; what is open stays. */
    @Override
    public void close() throws IOException {
        door.close();
    }

    private void admit() throws IOException {
        while (!door.isClosed()) {
            Socket client = door.accept();
            daemon(() -> join(client));
        }
    }

    private void join(Socket client) throws IOException {
        Target at = target;
        try {
            Socket server = new Socket(at.host(), at.port());
            open.add(client);
            open.add(server);
            daemon(() -> pass(client, server, true));
            daemon(() -> pass(server, client, false));
        } catch (IOException away) {
            reset(client);
        }
    }

    private void pass(Socket from, Socket to, boolean fromClient) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long passed = 0;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                LockSupport.parkNanos(delay.toNanos());
                if (!silent) {
                    out.write(chunk, 0, read);
                    out.flush();
                }
                if (fromClient) {
                    passed += read;
                    sent.addAndGet(read);
                    if (passed >= cutAfter) {
                        return;
                    }
                }
            }
        } finally {
            open.remove(from);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // It is cut already.
        }
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // One side hung up, or the test is over.
                    }
                },
                "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private record Target(String host, int port) {}

    private interface Work {
        void run() throws IOException;
    }
}
