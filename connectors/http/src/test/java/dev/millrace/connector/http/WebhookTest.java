package dev.millrace.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A webhook before a real job with a journal. */
@Timeout(120)
class WebhookTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    private static Long number(byte[] body) {
        return Long.valueOf(new String(body, StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(Webhook.Server server, String path, String method, String body)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void whatWasAnsweredWith200IsDurableAndTheRestWasNotTaken() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();
        Pipeline pipeline = Pipeline.named("hook");
        Stream<Long> numbers = pipeline.read(
                "numbers",
                Push.of(Long.class)
                        .capacity(4)
                        .journal(directory.resolve("journal"))
                        .processingTime());
        numbers.write("seen", CallbackSink.of(number -> {
            released.await();
            seen.add(number);
        }));

        int taken = 0;
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline, Checkpoints.in(directory.resolve("job")))) {
            Ingress<Long> in = job.ingress(numbers);
            try (Webhook.Server server = Webhook.into(in, WebhookTest::number)
                    .at("/numbers")
                    .bodyBytesMax(100)
                    .listen(ANY)) {
                HttpResponse<String> full = null;
                for (int i = 0; full == null && i < 100_000; i++) {
                    HttpResponse<String> answer = send(server, "/numbers", "POST", Integer.toString(i));
                    if (answer.statusCode() == 200) {
                        taken++;
                        assertThat(in.durableThrough()).isEqualTo(i);
                    } else {
                        full = answer;
                    }
                }
                assertThat(full.statusCode()).isEqualTo(429);
                assertThat(full.headers().firstValue("Retry-After")).hasValue("1");

                assertThat(send(server, "/numbers", "POST", "one").statusCode()).isEqualTo(400);
                assertThat(send(server, "/numbers", "POST", "1".repeat(101)).statusCode())
                        .isEqualTo(413);
                assertThat(send(server, "/numbers", "GET", "").statusCode()).isEqualTo(405);
                assertThat(send(server, "/numbers", "GET", "").headers().firstValue("Allow"))
                        .hasValue("POST");
                assertThat(send(server, "/numbers/more", "POST", "1").statusCode())
                        .isEqualTo(404);

                released.countDown();
                in.close();
                assertThat(send(server, "/numbers", "POST", "1").statusCode()).isEqualTo(503);
            }
            job.await();
        }
        List<Long> expected =
                java.util.stream.LongStream.range(0, taken).boxed().toList();
        assertThat(seen).containsExactlyElementsOf(expected);
    }

    @Test
    void misuseIsSaidOnItsLine() {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build()) {
            Pipeline pipeline = Pipeline.named("hook");
            Stream<Long> numbers = pipeline.read("numbers", Push.of(Long.class).processingTime());
            numbers.write("out", CallbackSink.of(number -> {}));
            Job job = runtime.start(pipeline);
            Webhook<Long> hook = Webhook.into(job.ingress(numbers), WebhookTest::number);
            assertThatThrownBy(() -> hook.at("numbers")).hasMessageContaining("got \"numbers\"");
            assertThatThrownBy(() -> hook.bodyBytesMax(0)).hasMessage("bodyBytesMax must be at least 1, got 0");
            assertThatThrownBy(() -> hook.threads(0)).hasMessage("a webhook has at least 1 thread, got 0");
            job.close();
        }
    }
}
