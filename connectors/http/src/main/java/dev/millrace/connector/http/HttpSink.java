package dev.millrace.connector.http;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.function.ThrowingFunction;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Posts each record to a server, when its epoch is complete, with a key that is the same if it is posted again. Immutable; each setting
 * returns a new sink.
 *
 * <pre>{@code
 * alerts.write("alerts", HttpSink.post(URI.create("https://example.org/alerts"), "shop-alerts", mapper::writeValueAsBytes)
 *         .header("Authorization", "Bearer " + token));
 * }</pre>
 *
 * <p>Each request has {@code Idempotency-Key: name-attempt-epoch-index}: a random number of the writer, the checkpoint, and an index that counts
 * from 0 in it. After a restart the records of the last checkpoint are posted again with the keys they had: a server that keeps keys takes each record once, others
 * may take some twice. Records are posted one after the other, in order, by a thread of the sink; meanwhile it takes no more records, other tasks go on,
 * and what a checkpoint finds not posted is posted again by who goes on from there.
 *
 * <p>Answers of 2xx are the end of it. 408, 425, 429, 5xx and connections that fail are tried again, each time after twice the wait, or what {@code
 * Retry-After} says if that is longer, up to a minute. When the retries are used up, and with any other answer, the job fails. Redirects are not
 * followed. Without checkpoints records are posted when the job finishes.
 *
 * @param <T> type of the records
 */
public final class HttpSink<T> implements Sink<T> {

    /** The most that the bodies of one epoch may have: 64 MiB. */
    public static final int EPOCH_BYTES_MAX = 64 << 20;

    /** How often a request is tried again, unless set: 8 times. */
    public static final int RETRIES = 8;

    /** The longest wait before a request is tried again. */
    public static final Duration WAIT_MAX = Duration.ofMinutes(1);

    private final URI target;
    private final String name;
    private final ThrowingFunction<T, byte[]> encoder;
    private final PostSettings settings;

    private HttpSink(URI target, String name, ThrowingFunction<T, byte[]> encoder, PostSettings settings) {
        this.target = target;
        this.name = name;
        this.encoder = encoder;
        this.settings = settings;
    }

    /**
     * Posts to a server.
     *
     * @param target with http or https
     * @param name begins the keys of the requests; no other sink that posts to the server may have it
     * @param encoder makes the body of a record; if it throws, the record is refused
     * @param <T> type of the records
     * @return the sink, which sends {@code Content-Type: application/json} unless told otherwise
     */
    public static <T> HttpSink<T> post(URI target, String name, ThrowingFunction<T, byte[]> encoder) {
        PublicAddress.require(target);
        if (!name.matches("[A-Za-z0-9_.-]{1,100}")) {
            throw new IllegalArgumentException(
                    "the name of a sink has 1 to 100 letters, digits, _, . and -, got \"" + name + "\"");
        }
        return new HttpSink<>(
                target,
                name,
                Objects.requireNonNull(encoder, "encoder"),
                new PostSettings(
                        Map.of("Content-Type", "application/json"),
                        Duration.ofSeconds(10),
                        RETRIES,
                        Duration.ofMillis(200)));
    }

    private HttpSink<T> with(PostSettings changed) {
        return new HttpSink<>(target, name, encoder, changed);
    }

    /**
     * Sends a header with each request.
     *
     * @param header its name
     * @param value its value
     * @return a new sink
     */
    public HttpSink<T> header(String header, String value) {
        Map<String, String> headers = new LinkedHashMap<>(settings.headers());
        headers.keySet().removeIf(header::equalsIgnoreCase);
        headers.put(header, Objects.requireNonNull(value, "value"));
        return with(new PostSettings(headers, settings.timeout(), settings.retries(), settings.firstWait()));
    }

    /**
     * Sets how long an answer is waited for.
     *
     * @param timeout longer than 0; 10 seconds unless set
     * @return a new sink
     */
    public HttpSink<T> timeout(Duration timeout) {
        return with(new PostSettings(settings.headers(), timeout, settings.retries(), settings.firstWait()));
    }

    /**
     * Sets how often a request is tried again.
     *
     * @param retries 0 or more; {@link #RETRIES} unless set
     * @param wait before the first of them, doubled with each; 200 ms unless set
     * @return a new sink
     */
    public HttpSink<T> retries(int retries, Duration wait) {
        return with(new PostSettings(settings.headers(), settings.timeout(), retries, wait));
    }

    @Override
    public SinkWriter<T> open(WriterContext context) {
        return new PostWriter<>(new Poster(target, name, settings), encoder);
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.IDEMPOTENT;
    }

    @Override
    public String describe() {
        return "POST to " + PublicAddress.of(target);
    }

    @Override
    public String toString() {
        return describe();
    }
}
