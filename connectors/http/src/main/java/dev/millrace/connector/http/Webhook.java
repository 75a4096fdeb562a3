package dev.millrace.connector.http;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.function.ThrowingFunction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes what others post, a record a request, and puts it into an ingress of a running job. Immutable; each setting returns a new
 * description.
 *
 * <pre>{@code
 * Ingress<Edit> in = job.ingress(edits);       // Push.of(Edit.class).journal(directory)
 * try (Webhook.Server server = Webhook.into(in, bytes -> mapper.readValue(bytes, Edit.class))
 *         .at("/edits")
 *         .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080))) {
 *     job.await();
 * }
 * }</pre>
 *
 * <p>Answers:
 *
 * <ul>
 *   <li>200 when the record was taken; with a journal, when it is durable, so that who posts may forget it;
 *   <li>400 if the body is no record, with the reason; 404 and 405 for other paths and methods; 413 if it is too large;
 *   <li>429 with {@code Retry-After} if the ingress is full, whatever its policy: the record was not taken;
 *   <li>503 if the journal cannot be written, or the ingress is closed or its job has ended: the record was not taken.
 * </ul>
 *
 * <p>A post whose answer was lost is repeated by who posts, and is then there twice. There is no encryption and no log-in: listen on the loopback
 * address, behind a proxy that has them.
 *
 * @param <T> type of the records
 */
public final class Webhook<T> {

    /** The largest body that is taken, unless set: 1 MiB. */
    public static final int BODY_BYTES_MAX = 1 << 20;

    /** How many requests are served at the same time, unless set: 8. */
    public static final int THREADS = 8;

    private final Ingress<T> ingress;
    private final ThrowingFunction<byte[], T> decoder;
    private final String path;
    private final int bodyBytesMax;
    private final int threads;

    private Webhook(
            Ingress<T> ingress, ThrowingFunction<byte[], T> decoder, String path, int bodyBytesMax, int threads) {
        this.ingress = ingress;
        this.decoder = decoder;
        this.path = path;
        this.bodyBytesMax = bodyBytesMax;
        this.threads = threads;
    }

    /**
     * Says where records go.
     *
     * @param ingress of a job that is running
     * @param decoder makes a record of a body; may throw, and is called by several threads
     * @param <T> type of the records
     * @return a webhook at the path {@code /}
     */
    public static <T> Webhook<T> into(Ingress<T> ingress, ThrowingFunction<byte[], T> decoder) {
        return new Webhook<>(
                Objects.requireNonNull(ingress, "ingress"),
                Objects.requireNonNull(decoder, "decoder"),
                "/",
                BODY_BYTES_MAX,
                THREADS);
    }

    /**
     * Sets the path.
     *
     * @param changed as {@code /edits}; only this one is served
     * @return a new description
     */
    public Webhook<T> at(String changed) {
        if (!changed.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash, as \"/edits\", got \"" + changed + "\"");
        }
        return new Webhook<>(ingress, decoder, changed, bodyBytesMax, threads);
    }

    /**
     * Limits the memory that a request may take.
     *
     * @param bytes at least 1; {@link #BODY_BYTES_MAX} unless set
     * @return a new description
     */
    public Webhook<T> bodyBytesMax(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bodyBytesMax must be at least 1, got " + bytes);
        }
        return new Webhook<>(ingress, decoder, path, bytes, threads);
    }

    /**
     * Sets how many requests are served at the same time. With a journal each waits for the disk, and those that wait share a sync.
     *
     * @param count at least 1; {@link #THREADS} unless set
     * @return a new description
     */
    public Webhook<T> threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a webhook has at least 1 thread, got " + count);
        }
        return new Webhook<>(ingress, decoder, path, bodyBytesMax, count);
    }

    /**
     * Begins to serve.
     *
     * @param address where; port 0 for one that is free
     * @return to be closed
     * @throws IOException if the address cannot be had
     */
    public Server listen(InetSocketAddress address) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        AtomicInteger number = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "millrace-webhook-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        server.createContext("/", new WebhookHandler<>(ingress, decoder, path, bodyBytesMax));
        server.start();
        return new Server(server, executor);
    }

    /** A webhook that is served. Thread-safe. */
    public static final class Server implements AutoCloseable {

        private final HttpServer server;
        private final ExecutorService executor;

        private Server(HttpServer server, ExecutorService executor) {
            this.server = server;
            this.executor = executor;
        }

        /**
         * Where it is served.
         *
         * @return with the port that was had
         */
        public InetSocketAddress address() {
            return server.getAddress();
        }

        /** Serves no more, and ends its threads. The ingress stays open. */
        @Override
        public void close() {
            server.stop(0);
            executor.shutdownNow();
        }
    }
}
