package dev.millrace.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.TestRun;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Posts to a real server, which keeps keys, and fails now and then. */
@Timeout(120)
class HttpSinkTest {

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

    private static Records<Integer> batch(List<Integer> numbers) {
        return new Records<>() {
            @Override
            public int size() {
                return numbers.size();
            }

            @Override
            public Integer get(int index) {
                return numbers.get(index);
            }

            @Override
            public long timestamp(int index) {
                return 0;
            }
        };
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
                pipeline.read("numbers", ListSource.of(numbers)).write("out", sink(server));
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
            assertThatThrownBy(() -> writer.commit(7, first))
                    .hasMessageMatching("the request numbers-[0-9a-f]{16}-7-1 to " + server.address()
                            + " failed after 1 try: status 422, because of x{189}");
            assertThat(keys).hasSize(2);
            assertThat(keys.get(0)).matches("numbers-[0-9a-f]{16}-7-0 text/plain");
            assertThat(keys.get(1)).isEqualTo(keys.get(0).replace("-7-0", "-7-1"));

            writer.write(batch(List.of(503)));
            byte[] second = writer.prepare(8);
            assertThatThrownBy(() -> writer.commit(8, second)).hasMessageContaining("failed after 4 tries: status 503");
            assertThat(keys).hasSize(6);
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
            SinkWriter<Integer> restarted = open(sink(server));
            restarted.commit(1, prepared);
            SinkWriter<Integer> another = open(sink(server));
            another.write(batch(List.of(2)));
            another.commit(1, another.prepare(1));
        }
        assertThat(keys.get(1)).isEqualTo(keys.get(0));
        assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
    }

    @Test
    void serverThatIsAwayIsSaid() throws Exception {
        LocalServer server = new LocalServer(exchange -> {});
        server.close();
        SinkWriter<Integer> writer = open(sink(server).retries(1, Duration.ZERO));
        writer.write(batch(List.of(1)));
        byte[] prepared = writer.prepare(1);
        assertThatThrownBy(() -> writer.commit(1, prepared))
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
