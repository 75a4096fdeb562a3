package dev.millrace.connector.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends requests until they are answered. Owned by one thread. */
final class Poster {

    private static final int EXCERPT_BYTES = 200;

    /** What is read of an answer that says that all is well, so that its connection can be used again; more is not worth it. */
    private static final int REST_BYTES_MAX = 1 << 16;

    /** Nor is it worth to wait for longer. */
    private static final Duration REST_WAIT_MAX = Duration.ofSeconds(1);

    private final URI target;
    private final String name;
    private final PostSettings settings;
    private final HttpClient client;

    /** What came of a try: nothing, if it is done; else why not, and the least wait before the next one. */
    private record Outcome(@Nullable String problem, boolean isFinal, Duration waitMin) {

        static final Outcome DONE = new Outcome(null, true, Duration.ZERO);
    }

    Poster(URI target, String name, PostSettings settings) {
        this.target = target;
        this.name = name;
        this.settings = settings;
        client = SharedClient.get();
    }

    /**
     * Posts a body, again and again if need be.
     *
     * @throws IOException if the server refuses it, or has not taken it after all retries
     */
    void post(String key, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(target)
                .timeout(settings.timeout())
                .header("Idempotency-Key", name + "-" + key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        settings.headers().forEach(builder::header);
        HttpRequest request = builder.build();
        Duration wait = settings.firstWait();
        for (int retry = 0; ; retry++) {
            Outcome outcome = attempt(request);
            if (outcome.problem == null) {
                return;
            }
            if (outcome.isFinal || retry == settings.retries()) {
                throw new IOException("the request " + name + "-" + key + " to " + this + " failed after " + (retry + 1)
                        + (retry == 0 ? " try: " : " tries: ") + outcome.problem);
            }
            Thread.sleep(longer(wait, outcome.waitMin).toMillis());
            wait = shorter(wait.multipliedBy(2), HttpSink.WAIT_MAX);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private Outcome attempt(HttpRequest request) throws InterruptedException {
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request, BodyHandlers.ofInputStream());
        } catch (IOException failed) {
            return new Outcome(failed.toString(), false, Duration.ZERO);
        }
        // What was taken is taken, whatever becomes of the rest of the answer.
        boolean isTaken = answer.statusCode() / 100 == 2;
        byte[] excerpt = isTaken
                ? begin(answer.body(), REST_BYTES_MAX, shorter(REST_WAIT_MAX, settings.timeout()))
                : begin(answer.body(), EXCERPT_BYTES, settings.timeout());
        if (isTaken) {
            return Outcome.DONE;
        }
        int status = answer.statusCode();
        boolean isPassing = status == 408 || status == 425 || status == 429 || status / 100 == 5;
        String text = new String(excerpt, StandardCharsets.UTF_8).strip();
        return new Outcome(
                "status " + status + (text.isEmpty() ? "" : ", " + text),
                !isPassing,
                retryAfter(answer.headers().firstValue("Retry-After").orElse("")));
    }

    /** The first bytes of a body; none if they do not come. */
    private static byte[] begin(InputStream body, int bytesMax, Duration max) {
        try (body) {
            return TimedInput.read(body, bytesMax, max);
        } catch (IOException broken) {
            return new byte[0];
        }
    }

    /** In seconds; a date is taken for nothing. */
    private static Duration retryAfter(String header) {
        return header.matches("[0-9]{1,6}")
                ? shorter(Duration.ofSeconds(Long.parseLong(header)), HttpSink.WAIT_MAX)
                : Duration.ZERO;
    }

    @Override
    public String toString() {
        return PublicAddress.of(target);
    }
}
