package io.staithe.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy that can fall silent, so that it goes on reading what it gets and passes nothing on; and that can cut
 * each connection after so many bytes of the client's.
 */
public final class SilentProxy implements AutoCloseable {
    private static final int CHUNK = 8192;

    private final ServerSocket door;
    private final String host;
    private final int port;
    private volatile boolean silent;
    private volatile long cutAfter = Long.MAX_VALUE;
    private final AtomicLong sent = new AtomicLong();

    /** A proxy on a free port of the loopback interface. */
    public SilentProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::admit);
    }

    /** Where it listens. */
    public int port() {
        return door.getLocalPort();
    }

    /** Passes nothing on from now. */
    public void silence() {
        silent = true;
    }

    /** Passes everything on again that comes from now. */
    public void speak() {
        silent = false;
    }

    /** Cuts each connection, from now, when the client has sent so many bytes over it. */
    public void cutAfter(long bytes) {
        cutAfter = bytes;
    }

    /** How many bytes clients have sent. */
    public long sentBytes() {
        return sent.get();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private void admit() throws IOException {
        while (!door.isClosed()) {
            Socket client = door.accept();
            Socket server = new Socket(host, port);
            daemon(() -> pass(client, server, true));
            daemon(() -> pass(server, client, false));
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
                "silent-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }
}
