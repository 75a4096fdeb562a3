package dev.millrace.connector.socket;

import dev.millrace.api.connector.Sink;
import dev.millrace.testkit.connector.Refusal;
import dev.millrace.testkit.connector.SinkContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;

/** The contract of sinks, with a server that reads lines of all connections. */
class SocketSinkContractTest extends SinkContract<String> {

    private final List<Lines> servers = new ArrayList<>();

    @AfterEach
    void closeServers() throws IOException {
        for (Lines server : servers) {
            server.close();
        }
    }

    @Override
    protected Target<String> target() throws IOException {
        Lines server = new Lines();
        servers.add(server);
        return server;
    }

    @Override
    protected String record(long number, int bytes) {
        return number + " ".repeat(bytes);
    }

    @Override
    protected Refusal<Sink<String>> absent() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        return new Refusal<>(SocketLines.to("127.0.0.1", port), "nobody takes connections at 127.0.0.1:" + port);
    }

    @Override
    protected Refusal<Sink<String>> refused() {
        return new Refusal<>(SocketLines.to("nobody.invalid", 1), "nobody takes connections at nobody.invalid:1");
    }

    /** What has reached the system is read, by its thread or by whoever looks. */
    private static final class Lines implements Target<String> {

        private static final long LOOK_AGAIN_NANOS = 1_000_000;

        private final ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        private final int port = server.socket().getLocalPort();
        private final Map<SocketChannel, ByteArrayOutputStream> lineOfConnection = new LinkedHashMap<>();
        private final List<Long> numbers = new ArrayList<>();
        private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

        Lines() throws IOException {
            server.configureBlocking(false);
            Thread thread = new Thread(() -> {
                while (server.isOpen()) {
                    pump();
                    LockSupport.parkNanos(LOOK_AGAIN_NANOS);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private synchronized void pump() {
            try {
                if (!server.isOpen()) {
                    return;
                }
                for (SocketChannel next = server.accept(); next != null; next = server.accept()) {
                    next.configureBlocking(false);
                    lineOfConnection.put(next, new ByteArrayOutputStream());
                }
                for (SocketChannel connection : List.copyOf(lineOfConnection.keySet())) {
                    drain(connection);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        private void drain(SocketChannel connection) throws IOException {
            int read = connection.read(buffer);
            for (; read > 0; read = connection.read(buffer)) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    take(buffer.get(), lineOfConnection.get(connection));
                }
                buffer.clear();
            }
            if (read < 0) {
                lineOfConnection.remove(connection);
                connection.close();
            }
        }

        private void take(byte next, ByteArrayOutputStream line) {
            if (next == '\n') {
                numbers.add(Long.valueOf(line.toString(StandardCharsets.UTF_8).strip()));
                line.reset();
            } else {
                line.write(next);
            }
        }

        @Override
        public Sink<String> sink() {
            return SocketLines.to("127.0.0.1", port);
        }

        @Override
        public synchronized List<Long> visible() {
            pump();
            return List.copyOf(numbers);
        }

        synchronized void close() throws IOException {
            server.close();
            for (SocketChannel connection : lineOfConnection.keySet()) {
                connection.close();
            }
        }
    }
}
