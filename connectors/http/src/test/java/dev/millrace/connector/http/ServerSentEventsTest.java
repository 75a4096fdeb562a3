package dev.millrace.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams of events, from a real server that breaks off. */
@Timeout(120)
class ServerSentEventsTest {

    private static List<String> parsed(String stream) throws IOException {
        EventParser parser =
                new EventParser(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)), "before");
        List<String> events = new ArrayList<>();
        for (ServerSentEvent event = parser.next(); event != null; event = parser.next()) {
            events.add(event.id() + "/" + event.event() + "/" + event.data());
        }
        return events;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "data: a\\n\\n                       ; [before/message/a]",
                "\uFEFFdata: a\\r\\rdata: b\\r\\n\\r\\n ; [before/message/a, before/message/b]",
                "data: a\\ndata:b\\ndata\\n\\n        ; [before/message/a\\nb\\n]",
                "data:  a\\n\\n                      ; [before/message/ a]",
                "id: 7\\nevent: edit\\ndata: a\\n\\ndata: b\\n\\n ; [7/edit/a, 7/message/b]",
                "id: 7\\n\\nid\\ndata: b\\n\\n         ; [/message/b]",
                ": comment\\nunknown: x\\ndata: a\\n\\n ; [before/message/a]",
                "event: only\\n\\ndata: a\\n\\n        ; [before/message/a]",
                "data: cut off\\n                    ; []",
                "data: a\\n\\ndata: cut               ; [before/message/a]",
            })
    void streamIsCutIntoEvents(String stream, String events) throws Exception {
        assertThat(parsed(stream.replace("\\n", "\n").replace("\\r", "\r")).toString())
                .isEqualTo(events.replace("\\n", "\n"));
    }

    @Test
    void eventThatIsTooLargeIsRefused() throws Exception {
        String half = "data: " + "x".repeat(ServerSentEvents.EVENT_BYTES_MAX / 2) + "\n";
        assertThat(parsed(half + "\n" + half + "\n")).hasSize(2);
        assertThatThrownBy(() -> parsed(half + half)).isInstanceOf(EventParser.TooLargeException.class);
    }

    private static final class Taken implements RecordCollector<ServerSentEvent> {

        final List<String> data = new ArrayList<>();
        final List<Long> positions = new ArrayList<>();

        @Override
        public void collect(ServerSentEvent record, long position) {
            data.add(record.data());
            positions.add(position);
        }

        @Override
        public void collect(ServerSentEvent record, long position, long timestampMillis) {
            throw new AssertionError("events have no timestamps");
        }

        @Override
        public int remaining() {
            return 10;
        }

        void readUntil(SourceReader<ServerSentEvent> reader, Semaphore wakeUps, int count) throws Exception {
            while (data.size() < count) {
                if (reader.read(this) != Status.DATA) {
                    wakeUps.acquire();
                }
            }
        }
    }

    /** Numbered events behind the last id; breaks off within an event after some of them. */
    private static LocalServer numbers(AtomicInteger connections) throws IOException {
        return new LocalServer(exchange -> {
            String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            int from = last == null ? 0 : Integer.parseInt(last) + 1;
            int number = connections.incrementAndGet();
            if (number % 3 == 2) {
                LocalServer.answer(exchange, 503, "not now");
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write("retry: 0\n\n".getBytes(StandardCharsets.UTF_8));
            for (int id = from; id < from + 2500; id++) {
                out.write(("id: " + id + "\ndata: number " + id + "\n\n").getBytes(StandardCharsets.UTF_8));
            }
            out.write("id: 99999999\ndata: cut off".getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void streamGoesOnWhereItBrokeOffAndWhereAJobStopped() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (LocalServer server = numbers(connections)) {
            ServerSentEvents source =
                    ServerSentEvents.at(server.address()).resumable().reconnectAfter(Duration.ZERO);
            Semaphore wakeUps = new Semaphore(0);
            ReaderContext context = new ReaderContext(InstantSource.system(), wakeUps::release);
            Taken taken = new Taken();
            SourceReader<ServerSentEvent> first = source.splits().get(0).open(context, null);
            taken.readUntil(first, wakeUps, 4321);
            byte[] position = first.position();
            first.close();
            int atStop = taken.data.size();
            SourceReader<ServerSentEvent> second = source.splits().get(0).open(context, position);
            taken.readUntil(second, wakeUps, 10_000);
            second.close();

            assertThat(atStop).isGreaterThanOrEqualTo(4321);
            assertThat(taken.data.subList(0, 10_000))
                    .isEqualTo(IntStream.range(0, 10_000)
                            .mapToObj(id -> "number " + id)
                            .toList());
            assertThat(taken.positions.get(9_999)).isEqualTo(10_000);
            assertThat(connections.get()).isGreaterThan(4);
        }
    }

    /** A server that has died without a word. */
    @Test
    void aStreamThatIsSilentIsMadeAgain() throws Exception {
        CountDownLatch tested = new CountDownLatch(1);
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        try (LocalServer server = new LocalServer(exchange -> {
            asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            String event = "id: " + asked.size() + "\ndata: number " + asked.size() + "\n\n";
            exchange.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                tested.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        })) {
            Semaphore wakeUps = new Semaphore(0);
            SourceReader<ServerSentEvent> reader = ServerSentEvents.at(server.address())
                    .reconnectAfter(Duration.ZERO)
                    .reconnectAfterSilence(Duration.ofSeconds(1))
                    .splits()
                    .get(0)
                    .open(new ReaderContext(InstantSource.system(), wakeUps::release), null);
            Taken taken = new Taken();
            taken.readUntil(reader, wakeUps, 3);
            reader.close();
            tested.countDown();
            assertThat(taken.data).containsExactly("number 1", "number 2", "number 3");
        }
        assertThat(asked.subList(0, 3)).containsExactly("null", "1", "2");
    }

    @Test
    void answerThatIsNoStreamFailsTheJob() throws Exception {
        try (LocalServer server = new LocalServer(exchange -> LocalServer.answer(exchange, 403, "no"))) {
            Semaphore wakeUps = new Semaphore(0);
            SourceReader<ServerSentEvent> reader = ServerSentEvents.at(server.address())
                    .splits()
                    .get(0)
                    .open(new ReaderContext(InstantSource.system(), wakeUps::release), null);
            wakeUps.acquire();
            assertThatThrownBy(() -> reader.read(new Taken()))
                    .hasMessage(
                            "the stream of events at " + server.address() + " answers with status 403; it must be 200");
            reader.close();
        }
    }

    @Test
    void aPageOfAnotherKindFailsTheJob() throws Exception {
        try (LocalServer server = new LocalServer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            LocalServer.answer(exchange, 200, "<html>log in</html>");
        })) {
            Semaphore wakeUps = new Semaphore(0);
            SourceReader<ServerSentEvent> reader = ServerSentEvents.at(server.address())
                    .splits()
                    .get(0)
                    .open(new ReaderContext(InstantSource.system(), wakeUps::release), null);
            wakeUps.acquire();
            assertThatThrownBy(() -> reader.read(new Taken()))
                    .hasMessage("the stream of events at " + server.address()
                            + " answers with text/html; it must be text/event-stream");
            reader.close();
        }
    }

    @Test
    void guaranteeIsWhatTheServerCanDo() {
        ServerSentEvents source = ServerSentEvents.at(URI.create("http://example.org/events?token=secret"));
        assertThat(source.isReplayable()).isFalse();
        assertThat(source.resumable().isReplayable()).isTrue();
        assertThat(source.describe()).isEqualTo("server-sent events of http://example.org/events");
        assertThatThrownBy(() -> source.reconnectAfter(Duration.ofHours(1))).hasMessageContaining("got PT1H");
        assertThatThrownBy(() -> source.reconnectAfterSilence(Duration.ZERO)).hasMessageContaining("got PT0S");
    }
}
