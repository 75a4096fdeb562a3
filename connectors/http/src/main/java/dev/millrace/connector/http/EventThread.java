package dev.millrace.connector.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of events on a thread of its own, connects again when it ends, and puts events into a bounded queue. What is public to the
 * package is called by the reader's thread.
 */
final class EventThread {

    private static final System.Logger LOGGER = System.getLogger(EventThread.class.getName());

    private static final String TYPE = "text/event-stream";

    private final URI address;
    private final Map<String, String> headers;
    private final @Nullable Duration silenceMax;
    private final Runnable wakeUp;
    private final BlockingQueue<ServerSentEvent> queue = new ArrayBlockingQueue<>(ServerSentEvents.EVENTS_WAITING_MAX);
    private final Thread thread;

    private volatile boolean isConnected;
    private volatile boolean isClosed;
    private volatile @Nullable Throwable failure;

    /** Owned by the thread, as is what follows. */
    private Duration wait;

    private String lastEventId;

    EventThread(
            URI address,
            Map<String, String> headers,
            Duration wait,
            @Nullable Duration silenceMax,
            String lastEventId,
            Runnable wakeUp) {
        this.silenceMax = silenceMax;
        this.address = address;
        this.headers = headers;
        this.wait = wait;
        this.lastEventId = lastEventId;
        this.wakeUp = wakeUp;
        thread = new Thread(this::run, "millrace-events");
        thread.setDaemon(true);
        thread.start();
    }

    @Nullable
    ServerSentEvent poll() {
        return queue.poll();
    }

    boolean isConnected() {
        return isConnected;
    }

    /** Throws what has ended the thread. */
    void requireRunning() throws IOException {
        Throwable failed = failure;
        if (failed != null) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /** Does not wait for the thread, which may be connecting. */
    void close() {
        isClosed = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!isClosed) {
                connect();
                isConnected = false;
                Thread.sleep(wait.toMillis());
            }
        } catch (InterruptedException closed) {
            // The reader is closed.
        } catch (Throwable failed) {
            // Errors, too: the reader waits for what this thread finds.
            failure = failed;
        } finally {
            isConnected = false;
            wakeUp.run();
        }
    }

    /** Reads until the connection ends. */
    private void connect() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", TYPE);
        headers.forEach(request::setHeader);
        if (!lastEventId.isEmpty()) {
            request.setHeader("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> answer;
        try {
            answer = SharedClient.get().send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException away) {
            log("cannot be reached: " + away);
            return;
        }
        try (InputStream body = answer.body()) {
            int status = answer.statusCode();
            if (status == 200) {
                requireEvents(answer.headers().firstValue("Content-Type").orElse("nothing"));
                isConnected = true;
                read(new EventParser(silenceMax == null ? body : new TimedInput(body, silenceMax), lastEventId));
            } else if (status == 408 || status == 429 || status / 100 == 5) {
                log("answers with status " + status);
            } else {
                throw new IOException("the stream of events at " + PublicAddress.of(address) + " answers with status "
                        + status + "; it must be 200");
            }
        }
    }

    /** As the WHATWG's standard has it (9.2.3): a page of another kind would look like a stream that ends at once, again and again. */
    private void requireEvents(String type) throws IOException {
        if (!type.strip().toLowerCase(Locale.ROOT).startsWith(TYPE)) {
            throw new IOException("the stream of events at " + PublicAddress.of(address) + " answers with " + type
                    + "; it must be " + TYPE);
        }
    }

    private void read(EventParser parser) throws IOException, InterruptedException {
        while (true) {
            ServerSentEvent event;
            try {
                event = parser.next();
            } catch (EventParser.TooLargeException tooLarge) {
                throw new IOException(
                        "an event of " + PublicAddress.of(address) + " behind the one with id '" + lastEventId
                                + "' has more than " + ServerSentEvents.EVENT_BYTES_MAX + " bytes",
                        tooLarge);
            } catch (IOException broken) {
                log("has ended: " + broken);
                return;
            }
            parser.askedWait(ServerSentEvents.WAIT_MAX).ifPresent(asked -> wait = asked);
            if (event == null) {
                return;
            }
            queue.put(event);
            lastEventId = event.id();
            wakeUp.run();
        }
    }

    private void log(String what) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "the stream of events at {0} {1}; it is tried again in {2}",
                PublicAddress.of(address),
                what,
                wait);
    }
}
