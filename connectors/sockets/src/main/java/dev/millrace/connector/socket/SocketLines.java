package dev.millrace.connector.socket;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 over TCP, as {@code nc} speaks it: read from a server, or written to one. There is no encryption: for the loopback address, or
 * networks of one's own.
 *
 * <pre>{@code
 * pipeline.read("lines", SocketLines.from("localhost", 9000).processingTime())
 *         .filter(line -> line.contains("error"))
 *         .write("errors", SocketLines.to("localhost", 9001));
 * }</pre>
 *
 * <p><b>Reading</b> ends, and with it the job if nothing else is read, when the server ends the connection. What was read before a restart is not sent again:
 * the source is not replayable. A server that is not there, and a connection that breaks, fail the job, and so does a
 * server that dies without a word, after a minute, where the system can find that out (Linux, macOS). A line that is no UTF-8 is a bad record.
 *
 * <p><b>Writing</b> is at least once as far as TCP can tell: lines that were not handed to it belong to the checkpoint, and after a restart they and all since then
 * are written, but what the server had not read when it broke down, nobody knows.
 */
public final class SocketLines {

    /** The most bytes that a line may have: 1 MiB. A longer one fails the job. */
    public static final int LINE_BYTES_MAX = 1 << 20;

    /** How many lines may wait in memory: 1,024, and as many bytes as one line may have, and one line. */
    public static final int LINES_WAITING_MAX = 1024;

    private static final int PORT_MAX = 65_535;

    private static final int SILENT_SECONDS = 30;
    private static final int ASK_SECONDS = 10;
    private static final int ASK_TIMES = 3;

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private SocketLines() {}

    /**
     * Reads the lines that a server sends.
     *
     * @param host its name or address, which is looked up when the job starts
     * @param port its port
     * @return the source; it has no time of its own
     */
    public static Source<String> from(String host, int port) {
        String name = requireAddress(host, port);
        return new LineSource(name, (context, position) -> open(host, port, name, context, position));
    }

    private static SourceReader<String> open(
            String host, int port, String name, ReaderContext context, byte @Nullable [] position) throws IOException {
        Socket socket = connect(host, port);
        LinePump pump = new LinePump(socket.getInputStream(), name);
        pump.wakeUpBy(context.wakeUp());
        pump.start();
        return new LineReader(pump, name, position, () -> {
            pump.close();
            socket.close();
        });
    }

    static Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            notice(socket);
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT_TIMEOUT.toMillis());
            return socket;
        } catch (IOException away) {
            socket.close();
            throw new IOException("nobody takes connections at " + host + ":" + port + ": " + away.getMessage(), away);
        }
    }

    /** Has the system ask a silent peer whether it is there: one that dies without a word says nothing for ever, else. */
    private static void notice(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        // Without these it asks after two hours.
        setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPIDLE, SILENT_SECONDS);
        setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, ASK_SECONDS);
        setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, ASK_TIMES);
    }

    private static void setIfKnown(Socket socket, SocketOption<Integer> option, int value) throws IOException {
        if (socket.supportedOptions().contains(option)) {
            socket.setOption(option, value);
        }
    }

    /**
     * Writes each record to a server, as its {@code toString()}, on a line of its own.
     *
     * @param host its name or address, which is looked up when the job starts
     * @param port its port
     * @param <T> type of the records
     * @return the sink; a record whose text has a line feed is refused
     */
    public static <T> Sink<T> to(String host, int port) {
        return new SocketSink<>(host, port, requireAddress(host, port));
    }

    private static String requireAddress(String host, int port) {
        if (host.isBlank() || port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("an address has a host and a port between 1 and " + PORT_MAX + ", got \""
                    + host + "\" and " + port);
        }
        return host + ":" + port;
    }
}
