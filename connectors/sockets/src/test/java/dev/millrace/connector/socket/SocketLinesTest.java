package dev.millrace.connector.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.ListRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Against sockets of the JDK at the other end. */
@Timeout(60)
class SocketLinesTest {

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** What a server does with its only connection. */
    private interface Service {
        void run(Socket socket) throws IOException;
    }

    private static CompletableFuture<Void> serve(ServerSocket server, Service service) {
        return CompletableFuture.runAsync(
                () -> {
                    try (Socket socket = server.accept()) {
                        service.run(socket);
                    } catch (IOException failed) {
                        throw new java.io.UncheckedIOException(failed);
                    }
                },
                task -> new Thread(task).start());
    }

    private static List<String> read(int port, CollectingSink<DeadLetter> letters) throws Exception {
        CollectingSink<String> lines = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("reading");
        pipeline.read("lines", SocketLines.from("127.0.0.1", port)).write("collected", lines);
        pipeline.deadLetters().write("letters", letters);
        Jobs.run(pipeline, 2);
        return lines.records();
    }

    @Test
    void linesAreReadToTheEndOfTheConnection() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes("a\r\n\n\u00e9\u4e2d\nx\ry\n".getBytes(StandardCharsets.UTF_8));
        sent.write(0xFF);
        sent.writeBytes("\nlast".getBytes(StandardCharsets.UTF_8));
        CollectingSink<DeadLetter> letters = new CollectingSink<>();
        try (ServerSocket server = server()) {
            CompletableFuture<Void> served =
                    serve(server, socket -> socket.getOutputStream().write(sent.toByteArray()));
            assertThat(read(server.getLocalPort(), letters)).containsExactly("a", "", "\u00e9\u4e2d", "x\ry", "last");
            served.get();
        }
        assertThat(letters.records()).hasSize(1);
        assertThat(letters.records().get(0).bytes()).containsExactly(0xFF);
        assertThat(letters.records().get(0).message()).endsWith(", line 5: is no UTF-8");
    }

    @Test
    void whoSendsMoreThanThereIsRoomForWaits() throws Exception {
        int count = 60_000;
        byte[] line = ("x".repeat(999) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicLong sent = new AtomicLong();
        try (ServerSocket server = server()) {
            CompletableFuture<Void> served = serve(server, socket -> {
                for (int i = 0; i < count; i++) {
                    socket.getOutputStream().write(line);
                    sent.incrementAndGet();
                }
            });
            try (Socket socket = SocketLines.connect("127.0.0.1", server.getLocalPort())) {
                LinePump pump = new LinePump(socket.getInputStream(), "test");
                pump.start();
                byte[] first = null;
                while (first == null) {
                    first = pump.poll();
                    Thread.onSpinWait();
                }
                // 60 MB are more than all buffers between the two can have.
                assertThat(sent.get()).isLessThan(count);
                int read = 1;
                while (!pump.isAtEnd()) {
                    if (pump.poll() != null) {
                        read++;
                    }
                }
                assertThat(read).isEqualTo(count);
            }
            served.get();
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aSilentPeerIsAskedWhetherItIsThere() throws Exception {
        try (ServerSocket server = server();
                Socket socket = SocketLines.connect("127.0.0.1", server.getLocalPort())) {
            assertThat(socket.getKeepAlive()).isTrue();
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(30);
        }
    }

    @Test
    void linesThatAreTooLongAndServersThatAreAwayAreSaid() throws Exception {
        int port;
        try (ServerSocket server = server()) {
            port = server.getLocalPort();
            CompletableFuture<Void> served = serve(server, socket -> {
                byte[] much = new byte[1 << 16];
                try {
                    for (int i = 0; i < 40; i++) {
                        socket.getOutputStream().write(much);
                    }
                } catch (IOException closed) {
                    // The job has failed by then.
                }
            });
            assertThatThrownBy(() -> read(port, new CollectingSink<>()))
                    .hasStackTraceContaining("a line has more than 1048576 bytes");
            served.get();
        }
        assertThatThrownBy(() -> read(port, new CollectingSink<>()))
                .hasStackTraceContaining("nobody takes connections at 127.0.0.1:" + port);
        assertThatThrownBy(() -> SocketLines.from("host", 0)).hasMessageContaining("a port between 1 and 65535");
        assertThatThrownBy(() -> SocketLines.to(" ", 1)).hasMessageContaining("got \" \" and 1");
    }

    @Test
    void recordsAreWrittenAsLines() throws Exception {
        try (ServerSocket server = server()) {
            AtomicReference<List<String>> got = new AtomicReference<>();
            CompletableFuture<Void> served = serve(
                    server,
                    socket -> got.set(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList()));
            List<Integer> numbers = IntStream.range(0, 5_000).boxed().toList();
            Pipeline pipeline = Pipeline.named("writing");
            pipeline.read("numbers", ListSource.of(numbers))
                    .write("lines", SocketLines.to("127.0.0.1", server.getLocalPort()));
            Jobs.run(pipeline, 2);
            served.get();
            assertThat(got.get())
                    .containsExactlyElementsOf(
                            numbers.stream().map(String::valueOf).toList());
        }
    }

    /** The peer does not read: the writer is not ready, nobody waits, and what is left is in the checkpoint. */
    @Test
    void aPeerThatDoesNotReadHoldsUpNobodyAndLosesNothing() throws Exception {
        String line = "x".repeat(100_000);
        int written = 0;
        byte[] prepared;
        try (ServerSocket server = server()) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            CompletableFuture<Void> served = serve(server, socket -> ended.join());
            SinkWriter<String> writer = open(server);
            while (writer.isReady() || written < 100) {
                writer.write(new ListRecords<>(List.of(line)));
                written++;
            }
            assertThat(writer.isSettled()).isFalse();
            prepared = writer.prepare(1);
            writer.close();
            ended.complete(null);
            served.get();
        }
        try (ServerSocket server = server()) {
            int[] got = new int[1];
            CompletableFuture<Void> served = serve(
                    server,
                    socket -> got[0] = (int) new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line::equals)
                            .count());
            SinkWriter<String> writer = open(server);
            writer.commit(1, prepared);
            Jobs.await("all of it sent", writer::isSettled);
            writer.finish();
            writer.close();
            served.get();
            assertThat(got[0]).isBetween(1, written);
        }
    }

    private static SinkWriter<String> open(ServerSocket server) throws Exception {
        return SocketLines.<String>to("127.0.0.1", server.getLocalPort())
                .open(new WriterContext("lines", 0, 1, InstantSource.system(), true, 0));
    }

    @Test
    void aRecordWithALineFeedIsRefused() throws Exception {
        try (ServerSocket server = server()) {
            SinkWriter<String> writer = open(server);
            assertThatThrownBy(() -> writer.write(new ListRecords<>(List.of("a", "b\nc"))))
                    .isInstanceOf(RecordRefusedException.class)
                    .hasMessageContaining("a record with a line feed is no line");
            writer.close();
        }
    }
}
