package dev.millrace.connector.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A server of WebSockets as RFC 6455 has them, as far as it sends. */
final class LocalWebSocket implements AutoCloseable {

    /** As the RFC says. */
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LAST = 0x80;

    private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());

    /** Lines of the requests, without the first. */
    final List<String> headers = new ArrayList<>();

    /** Sends over one connection. */
    interface Service {
        void run(int number, LocalWebSocket.Connection connection) throws IOException;
    }

    LocalWebSocket(Service service) throws IOException {
        Thread thread = new Thread(() -> {
            for (int number = 0; !server.isClosed(); number++) {
                try (Socket socket = server.accept()) {
                    service.run(number, new Connection(socket));
                } catch (IOException closed) {
                    // By the test, or by the client.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    URI address() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/messages");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    final class Connection {

        private final Socket socket;
        private final OutputStream out;
        private String key = "";

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            in.readLine();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                headers.add(line);
                if (line.startsWith("Sec-WebSocket-Key: ")) {
                    key = line.substring("Sec-WebSocket-Key: ".length());
                }
            }
        }

        void answer(int status) throws IOException {
            out.write(
                    ("HTTP/1.1 " + status + " Other\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        void open() throws IOException {
            try {
                byte[] hash =
                        MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
                out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        void text(String text) throws IOException {
            frame(LAST | TEXT, text.getBytes(StandardCharsets.UTF_8));
        }

        /** As two frames. */
        void parts(String first, String second) throws IOException {
            frame(TEXT, first.getBytes(StandardCharsets.UTF_8));
            frame(LAST, second.getBytes(StandardCharsets.UTF_8));
        }

        void binary(byte[] bytes) throws IOException {
            frame(LAST | BINARY, bytes);
        }

        void end() throws IOException {
            frame(LAST | CLOSE, new byte[] {3, (byte) 0xE8});
        }

        /** Waits for a ping, and answers it. */
        void pong() throws IOException {
            byte[] head = socket.getInputStream().readNBytes(6);
            if (head.length < 6 || (head[0] & 0xFF) != (LAST | PING)) {
                throw new IOException("expected a ping, got " + Arrays.toString(head));
            }
            frame(LAST | PONG, new byte[0]);
        }

        /** Until the client gives up. */
        void awaitEnd() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // Whatever it says.
            }
        }

        /** Of what the client sends first: a short text, which is masked. */
        String read() throws IOException {
            byte[] head = socket.getInputStream().readNBytes(6);
            byte[] text = socket.getInputStream().readNBytes(head[1] & 0x7F);
            for (int i = 0; i < text.length; i++) {
                text[i] ^= head[2 + i % 4];
            }
            return new String(text, StandardCharsets.UTF_8);
        }

        private void frame(int head, byte[] bytes) throws IOException {
            byte[] frame;
            if (bytes.length < 126) {
                frame = new byte[] {(byte) head, (byte) bytes.length};
            } else if (bytes.length < 1 << 16) {
                frame = new byte[] {(byte) head, 126, (byte) (bytes.length >> 8), (byte) bytes.length};
            } else {
                frame = new byte[] {
                    (byte) head,
                    127,
                    0,
                    0,
                    0,
                    0,
                    (byte) (bytes.length >> 24),
                    (byte) (bytes.length >> 16),
                    (byte) (bytes.length >> 8),
                    (byte) bytes.length
                };
            }
            byte[] all = new byte[frame.length + bytes.length];
            System.arraycopy(frame, 0, all, 0, frame.length);
            System.arraycopy(bytes, 0, all, frame.length, bytes.length);
            out.write(all);
        }
    }
}
