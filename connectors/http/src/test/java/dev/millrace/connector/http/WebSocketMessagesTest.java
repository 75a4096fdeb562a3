package dev.millrace.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.Jobs;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that speaks RFC 6455. */
@Timeout(60)
class WebSocketMessagesTest {

    private static WebSocketMessages messages(LocalWebSocket server) {
        return WebSocketMessages.at(server.address()).reconnectAfter(Duration.ofMillis(1));
    }

    /** Reads until there are so many. */
    private static List<String> read(WebSocketMessages source, int count, CollectingSink<DeadLetter> letters)
            throws Exception {
        CollectingSink<String> texts = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("messages");
        pipeline.read("messages", source.processingTime()).write("texts", texts);
        pipeline.deadLetters().write("letters", letters);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline)) {
            Jobs.await(
                    "messages",
                    () -> texts.records().size() + letters.records().size() >= count
                            || job.status().isEnd());
            job.cancel();
            job.await();
        } catch (CancellationException expected) {
            // It was.
        }
        return texts.records();
    }

    @Test
    void messagesAreReadWholeAndTheConnectionIsMadeAgain() throws Exception {
        String large = "\u00e9".repeat(100_000);
        CollectingSink<DeadLetter> letters = new CollectingSink<>();
        AtomicInteger greeted = new AtomicInteger();
        try (LocalWebSocket server = new LocalWebSocket((number, connection) -> {
            if (number == 1) {
                connection.answer(503);
                return;
            }
            connection.open();
            greeted.addAndGet(connection.read().equals("all, please") ? 1 : 0);
            connection.text("of " + number);
            connection.parts("in two", " parts");
            connection.binary(new byte[] {1, 2});
            connection.text(large);
            connection.end();
        })) {
            List<String> texts =
                    read(messages(server).header("X-Token", "secret").onOpen("all, please"), 8, letters);
            assertThat(texts.subList(0, 6))
                    .containsExactly("of 0", "in two parts", large, "of 2", "in two parts", large);
            assertThat(server.headers).contains("X-Token: secret");
        }
        assertThat(greeted.get()).isGreaterThanOrEqualTo(2);
        assertThat(letters.records().get(0).bytes()).containsExactly(1, 2);
        assertThat(letters.records().get(0).message()).endsWith("message 3: is binary, and texts are read");
    }

    @Test
    void aServerThatSendsMoreThanThereIsRoomForWaits() throws Exception {
        int count = 60_000;
        String padding = "x".repeat(1_000);
        AtomicInteger sent = new AtomicInteger();
        try (LocalWebSocket server = new LocalWebSocket((number, connection) -> {
            connection.open();
            for (int i = 0; i < count; i++) {
                connection.text(i + padding);
                sent.incrementAndGet();
            }
            connection.read();
        })) {
            MessageConnection connection = new MessageConnection(
                    new WebSocketSettings(
                            server.address(), java.util.Map.of(), List.of(), Duration.ZERO, Duration.ofMinutes(1)),
                    () -> {});
            connection.connect();
            Jobs.await("a queue that is full", () -> connection.waiting() == WebSocketMessages.MESSAGES_WAITING_MAX);
            // 60 MB are more than all buffers between the two can have.
            assertThat(sent.get()).isLessThan(count);
            List<String> read = new ArrayList<>();
            while (read.size() < count) {
                connection.requireUnfailed();
                assertThat(connection.waiting()).isLessThanOrEqualTo(WebSocketMessages.MESSAGES_WAITING_MAX + 1);
                MessageConnection.Message message = connection.poll();
                if (message != null) {
                    read.add(message.text());
                }
            }
            connection.close();
            assertThat(read)
                    .isEqualTo(
                            IntStream.range(0, count).mapToObj(i -> i + padding).toList());
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsTakenToBeGoneAndOneThatDoesIsNot() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (LocalWebSocket server = new LocalWebSocket((number, connection) -> {
            connections.incrementAndGet();
            connection.open();
            if (number == 0) {
                connection.text("then silence");
                connection.awaitEnd();
                return;
            }
            for (int i = 0; i < 3; i++) {
                connection.pong();
            }
            connection.text("still there");
            connection.awaitEnd();
        })) {
            List<String> texts = read(messages(server).pingAfter(Duration.ofSeconds(2)), 2, new CollectingSink<>());
            assertThat(texts).containsExactly("then silence", "still there");
        }
        assertThat(connections.get()).isEqualTo(2);
    }

    @Test
    void whatIsRefusedAndWhatIsTooLargeFailsTheJob() throws Exception {
        try (LocalWebSocket server = new LocalWebSocket((number, connection) -> connection.answer(403))) {
            assertThatThrownBy(() -> read(messages(server), 1, new CollectingSink<>()))
                    .hasStackTraceContaining(" answers with status 403; it must be 101");
        }
        try (LocalWebSocket server = new LocalWebSocket((number, connection) -> {
            connection.open();
            connection.text("x".repeat(WebSocketMessages.MESSAGE_CHARACTERS_MAX + 1));
            connection.read();
        })) {
            assertThatThrownBy(() -> read(messages(server), 1, new CollectingSink<>()))
                    .hasStackTraceContaining("has more than 1048576 characters");
        }
    }

    @Test
    void misuseIsSaidOnItsLine() {
        assertThatThrownBy(() -> WebSocketMessages.at(URI.create("https://example.org/")))
                .hasMessage("an address has ws or wss and a host, got https://example.org/");
        WebSocketMessages source = WebSocketMessages.at(URI.create("wss://me:secret@example.org/a?token=secret"));
        assertThat(source.describe()).isEqualTo("messages of wss://example.org/a");
        assertThat(source.isReplayable()).isFalse();
        assertThatThrownBy(() -> source.reconnectAfter(Duration.ofMinutes(2))).hasMessageContaining("got PT2M");
    }
}
