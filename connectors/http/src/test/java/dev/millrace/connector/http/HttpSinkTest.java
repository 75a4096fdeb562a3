package dev.millrace.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.ListRecords;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.WaitingSink;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Posts to a real server, which keeps keys, and fails now and then. */
@Timeout(120)
class HttpSinkTest {

    @TempDir
    Path directory;

    private static byte[] bytes(Integer number) {
        if (number < 0) {
            throw new IllegalArgumentException("negative");
        }
        return number.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static HttpSink<Integer> sink(LocalServer server) {
        return HttpSink.<Integer>post(server.address(), "numbers", HttpSinkTest::bytes)
                .retries(20, Duration.ZERO);
    }

    private static SinkWriter<Integer> open(HttpSink<Integer> sink) {
        return sink.open(new WriterContext("out", 0, 1, InstantSource.system(), true, 0));
    }

    private static void settle(SinkWriter<Integer> writer) throws InterruptedException {
        Jobs.await("what was sent", writer::isSettled);
    }

    private static Records<Integer> batch(List<Integer> numbers) {
        return new ListRecords<>(numbers);
    }

    @Test
    void serverThatKeepsKeysHasEachRecordOnceWhateverDies() throws Exception {
        int repeated = 0;
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            Map<String, String> kept = Collections.synchronizedMap(new LinkedHashMap<>());
            List<String> again = Collections.synchronizedList(new ArrayList<>());
            int[] passing = {408, 425, 429, 500, 503};
            try (LocalServer server = new LocalServer(exchange -> {
                String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                int fate = random.nextInt(8);
                if (fate == 0) {
                    LocalServer.answer(exchange, passing[random.nextInt(passing.length)], "not now");
                    return;
                }
                String before = kept.putIfAbsent(key, body);
                if (before != null) {
                    again.add(key);
                    assertThat(before).isEqualTo(body);
                }
                // Taken, but the answer says otherwise.
                LocalServer.answer(exchange, fate == 1 ? 502 : 204, "");
            })) {
                List<Integer> numbers =
                        IntStream.range(0, random.nextInt(60)).boxed().toList();
                Pipeline pipeline = Pipeline.named("post");
                pipeline.read("numbers", ListSource.of(numbers)).write("out", new WaitingSink<>(sink(server)));
                TestRun.of(pipeline)
                        .workers(1 + random.nextInt(2))
                        .seed(seed)
                        .crashes(random.nextInt(4))
                        .start()
                        .runToEnd();

                assertThat(kept.values())
                        .as("seed %d", seed)
                        .containsExactlyElementsOf(
                                numbers.stream().map(String::valueOf).toList());
                repeated += again.size();
            }
        }
        assertThat(repeated).isGreaterThan(10);
    }

    @Test
    void refusalFailsTheJobAtOnceAndRetriesEnd() throws Exception {
        List<String> keys = Collections.synchronizedList(new ArrayList<>());
        try (LocalServer server = new LocalServer(exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type"));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            LocalServer.answer(exchange, Integer.parseInt(body), "because of " + "x".repeat(1000));
        })) {
            SinkWriter<Integer> writer =
                    open(sink(server).retries(3, Duration.ZERO).header("content-type", "text/plain"));
            writer.write(batch(List.of(200, 422)));
            byte[] first = writer.prepare(7);
            writer.commit(7, first);
            settle(writer);
            assertThatThrownBy(writer::finish)
                    .hasMessageMatching("the request numbers-[0-9a-f]{16}-7-1 to " + server.address()
                            + " failed after 1 try: status 422, because of x{189}");
            assertThat(keys).hasSize(2);
            assertThat(keys.get(0)).matches("numbers-[0-9a-f]{16}-7-0 text/plain");
            assertThat(keys.get(1)).isEqualTo(keys.get(0).replace("-7-0", "-7-1"));

            SinkWriter<Integer> another = open(sink(server).retries(3, Duration.ZERO));
            another.write(batch(List.of(503)));
            another.commit(8, another.prepare(8));
            settle(another);
            assertThatThrownBy(() -> another.prepare(9)).hasMessageContaining("failed after 4 tries: status 503");
            assertThat(keys).hasSize(6);
        }
    }

    /** Whose reason never ends. */
    @Test
    void aRefusalIsSaidAlthoughItDoesNotEnd() throws Exception {
        CountDownLatch tested = new CountDownLatch(1);
        try (LocalServer server = new LocalServer(exchange -> {
            exchange.sendResponseHeaders(422, 0);
            exchange.getResponseBody().write("because".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                tested.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        })) {
            SinkWriter<Integer> writer = open(sink(server).timeout(Duration.ofMillis(300)));
            writer.write(batch(List.of(1)));
            writer.commit(1, writer.prepare(1));
            settle(writer);
            assertThatThrownBy(writer::finish).hasMessageContaining("status 422");
            writer.close();
            tested.countDown();
        }
    }

    @Test
    void aConnectionIsUsedAgainThoughTheAnswerSaysSomething() throws Exception {
        Set<Integer> ports = ConcurrentHashMap.newKeySet();
        try (LocalServer server = new LocalServer(exchange -> {
            ports.add(exchange.getRemoteAddress().getPort());
            exchange.getRequestBody().readAllBytes();
            LocalServer.answer(exchange, 200, "thank you ".repeat(1_000));
        })) {
            SinkWriter<Integer> writer = open(sink(server));
            writer.write(batch(IntStream.range(0, 20).boxed().toList()));
            writer.commit(1, writer.prepare(1));
            settle(writer);
            writer.finish();
            writer.close();
        }
        assertThat(ports).hasSize(1);
    }

    /** A proxy that breaks behind the first line of the answer. */
    @Test
    void whatWasTakenIsDoneAlthoughTheAnswerDoesNotEnd() throws Exception {
        CountDownLatch tested = new CountDownLatch(1);
        List<String> keys = Collections.synchronizedList(new ArrayList<>());
        try (LocalServer server = new LocalServer(exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            try {
                tested.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        })) {
            SinkWriter<Integer> writer = open(sink(server));
            writer.write(batch(List.of(1, 2)));
            writer.commit(1, writer.prepare(1));
            settle(writer);
            writer.close();
            assertThat(keys).hasSize(2);
            tested.countDown();
        }
    }

    @Test
    void anotherStartIsNotTakenForARepetition() throws Exception {
        List<String> keys = Collections.synchronizedList(new ArrayList<>());
        try (LocalServer server = new LocalServer(exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            LocalServer.answer(exchange, 200, "");
        })) {
            SinkWriter<Integer> first = open(sink(server));
            first.write(batch(List.of(1)));
            byte[] prepared = first.prepare(1);
            first.commit(1, prepared);
            settle(first);
            SinkWriter<Integer> restarted = open(sink(server));
            restarted.commit(1, prepared);
            settle(restarted);
            SinkWriter<Integer> another = open(sink(server));
            another.write(batch(List.of(2)));
            another.commit(1, another.prepare(1));
            settle(another);
        }
        assertThat(keys.get(1)).isEqualTo(keys.get(0));
        assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
    }

    /** The server answers only when another stream of the job has moved, on the same worker. */
    @Test
    void aServerThatTakesItsTimeHoldsUpNobodyElse() throws Exception {
        CountDownLatch hasMoved = new CountDownLatch(1);
        CountDownLatch isAsked = new CountDownLatch(1);
        try (LocalServer server = new LocalServer(exchange -> {
                    isAsked.countDown();
                    await(hasMoved);
                    LocalServer.answer(exchange, 200, "");
                });
                EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            Pipeline pipeline = Pipeline.named("beside");
            Stream<Integer> posted =
                    pipeline.read("posted", Push.of(Integer.class).processingTime());
            Stream<Integer> others =
                    pipeline.read("others", Push.of(Integer.class).processingTime());
            posted.write("out", sink(server).retries(0, Duration.ZERO).timeout(Duration.ofSeconds(20)));
            others.write("moved", CallbackSink.of(other -> hasMoved.countDown()));
            try (Job job = runtime.start(pipeline, Checkpoints.in(directory).every(Duration.ofMillis(20)))) {
                job.ingress(posted).put(1);
                await(isAsked);
                job.ingress(others).put(2);
                job.ingress(posted).close();
                job.ingress(others).close();
                assertThat(job.await(Jobs.PATIENCE)).isTrue();
            }
        }
        assertThat(hasMoved.getCount()).isZero();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nothing came");
            }
        } catch (InterruptedException closed) {
            throw new IOException(closed);
        }
    }

    @Test
    void whatACheckpointFindsNotPostedIsPostedByWhoGoesOnFromThere() throws Exception {
        List<String> keys = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch isAway = new CountDownLatch(1);
        CountDownLatch hasTakenOne = new CountDownLatch(1);
        try (LocalServer server = new LocalServer(exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (body.equals("2") && isAway.getCount() > 0) {
                hasTakenOne.countDown();
                await(isAway);
                return;
            }
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key") + "=" + body);
            LocalServer.answer(exchange, 200, "");
        })) {
            SinkWriter<Integer> dying = open(sink(server));
            dying.write(batch(List.of(1, 2, 3)));
            byte[] first = dying.prepare(1);
            dying.write(batch(List.of(4)));
            dying.commit(1, first);
            await(hasTakenOne);
            assertThat(dying.isReady()).isFalse();
            byte[] second = dying.prepare(2);
            dying.close();
            isAway.countDown();

            SinkWriter<Integer> next = open(sink(server));
            next.commit(2, second);
            next.commit(2, second);
            settle(next);
            next.finish();
        }
        String attempt = keys.get(0).substring("numbers-".length(), keys.get(0).indexOf("-1-0"));
        assertThat(keys)
                .containsExactly(
                        "numbers-" + attempt + "-1-0=1",
                        "numbers-" + attempt + "-1-1=2",
                        "numbers-" + attempt + "-1-2=3",
                        "numbers-" + attempt + "-2-0=4");
    }

    @Test
    void serverThatIsAwayIsSaid() throws Exception {
        LocalServer server = new LocalServer(exchange -> {});
        server.close();
        SinkWriter<Integer> writer = open(sink(server).retries(1, Duration.ZERO));
        writer.write(batch(List.of(1)));
        writer.commit(1, writer.prepare(1));
        settle(writer);
        assertThatThrownBy(() -> writer.write(batch(List.of(2))))
                .hasMessageContaining("failed after 2 tries: java.net.ConnectException");
    }

    @Test
    void recordWithoutABodyIsRefused() throws Exception {
        try (LocalServer server = new LocalServer(exchange -> {})) {
            SinkWriter<Integer> writer = open(sink(server));
            assertThatThrownBy(() -> writer.write(batch(List.of(1, -1, 2))))
                    .isInstanceOf(RecordRefusedException.class)
                    .hasMessage("a record has no body: negative");
        }
    }

    @Test
    void misuseIsSaidOnItsLineWithoutSecrets() {
        assertThatThrownBy(() -> HttpSink.post(URI.create("file:///etc"), "a", HttpSinkTest::bytes))
                .hasMessageStartingWith("an address has http or https and a host");
        URI target = URI.create("https://me:secret@example.org:8443/a?token=secret");
        assertThatThrownBy(() -> HttpSink.post(target, "a b", HttpSinkTest::bytes))
                .hasMessageContaining("got \"a b\"");
        HttpSink<Integer> sink = HttpSink.post(target, "a", HttpSinkTest::bytes);
        assertThat(sink.describe()).isEqualTo("POST to https://example.org:8443/a");
        assertThatThrownBy(() -> sink.retries(-1, Duration.ZERO)).hasMessage("retries must be 0 or more, got -1");
        assertThatThrownBy(() -> sink.timeout(Duration.ZERO)).hasMessageStartingWith("timeout must be longer than 0");
    }
}
