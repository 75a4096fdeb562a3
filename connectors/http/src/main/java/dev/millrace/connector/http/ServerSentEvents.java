package dev.millrace.connector.http;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events, the {@code text/event-stream} of the WHATWG, for ever. Immutable; each setting returns a new source.
 *
 * <pre>{@code
 * pipeline.read("changes", ServerSentEvents.at(URI.create("https://example.org/changes")).resumable().processingTime())
 *         .map(event -> mapper.readValue(event.data(), Change.class));
 * }</pre>
 *
 * <p>When the connection ends or fails, and with answers of 408, 429 and 5xx, it is made again after a wait, with the id of the last event that
 * was read; any other answer than 200 fails the job. Events wait in a bounded queue, behind which the server waits.
 */
public final class ServerSentEvents implements Source<ServerSentEvent> {

    /** The most that an event may have: 1 MiB. A larger one fails the job. */
    public static final int EVENT_BYTES_MAX = 1 << 20;

    /** How many events may wait in memory: 1,024. */
    public static final int EVENTS_WAITING_MAX = 1024;

    /** The longest wait before a connection is made again, whatever the server asks for. */
    public static final Duration WAIT_MAX = Duration.ofMinutes(1);

    private final URI address;
    private final Map<String, String> headers;
    private final boolean isResumable;
    private final Duration wait;
    private final @Nullable Duration silenceMax;

    private ServerSentEvents(
            URI address,
            Map<String, String> headers,
            boolean isResumable,
            Duration wait,
            @Nullable Duration silenceMax) {
        this.address = address;
        this.headers = Map.copyOf(headers);
        this.isResumable = isResumable;
        this.wait = wait;
        this.silenceMax = silenceMax;
    }

    /**
     * Names a stream.
     *
     * @param address with http or https
     * @return a source that loses what comes while it is not connected, and says so to the job
     */
    public static ServerSentEvents at(URI address) {
        PublicAddress.require(address);
        return new ServerSentEvents(address, Map.of(), false, Duration.ofSeconds(1), null);
    }

    /**
     * Sends a header when it connects.
     *
     * @param header its name
     * @param value its value
     * @return a new source
     */
    public ServerSentEvents header(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, Objects.requireNonNull(value, "value"));
        return new ServerSentEvents(address, more, isResumable, wait, silenceMax);
    }

    /**
     * Says that the server sends, to who gives it the id of an event, all that came after it, and gives each event an id. Then the source can be
     * read again, which exactly-once needs.
     *
     * @return a new source
     */
    public ServerSentEvents resumable() {
        return new ServerSentEvents(address, headers, true, wait, silenceMax);
    }

    /**
     * Sets the wait before a connection is made again, unless the server asks for another.
     *
     * @param changed from 0 to {@link #WAIT_MAX}; a second unless set
     * @return a new source
     */
    public ServerSentEvents reconnectAfter(Duration changed) {
        if (changed.isNegative() || changed.compareTo(WAIT_MAX) > 0) {
            throw new IllegalArgumentException("the wait must be between 0 and " + WAIT_MAX + ", got " + changed);
        }
        return new ServerSentEvents(address, headers, isResumable, changed, silenceMax);
    }

    /**
     * Makes the connection again if nothing comes for a while, not even a comment, as many servers send them for that: one that has died without a
     * word is not noticed otherwise.
     *
     * @param silence the longest, positive; unless set, any
     * @return a new source
     */
    public ServerSentEvents reconnectAfterSilence(Duration silence) {
        if (silence.toMillis() < 1) {
            throw new IllegalArgumentException("the silence must be at least 1 ms, got " + silence);
        }
        return new ServerSentEvents(address, headers, isResumable, wait, silence);
    }

    @Override
    public List<? extends Split<ServerSentEvent>> splits() {
        return List.of(new EventSplit(address, headers, wait, silenceMax));
    }

    @Override
    public boolean isReplayable() {
        return isResumable;
    }

    @Override
    public String describe() {
        return "server-sent events of " + PublicAddress.of(address);
    }

    @Override
    public String toString() {
        return describe();
    }

    private record EventSplit(
            URI address,
            Map<String, String> headers,
            Duration firstWait,
            @Nullable Duration silenceMax) implements Split<ServerSentEvent> {

        @Override
        public String id() {
            return "events";
        }

        @Override
        public boolean isBounded() {
            return false;
        }

        @Override
        public SourceReader<ServerSentEvent> open(ReaderContext context, byte @Nullable [] position) throws Exception {
            EventPosition resume = position == null ? EventPosition.START : EventPosition.of(position);
            return new EventReader(
                    resume,
                    new EventThread(address, headers, firstWait, silenceMax, resume.lastEventId(), context.wakeUp()));
        }

        @Override
        public String describePosition(long position) {
            return "event " + position;
        }
    }
}
