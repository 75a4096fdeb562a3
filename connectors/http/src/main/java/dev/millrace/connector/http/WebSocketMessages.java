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
 * Reads the text messages that a server sends over a WebSocket (RFC 6455), for ever. Immutable; each setting returns a new source.
 *
 * <pre>{@code
 * pipeline.read("trades", WebSocketMessages.at(URI.create("wss://example.org/trades")).onOpen("{\"subscribe\":\"all\"}").processingTime())
 *         .map(text -> mapper.readValue(text, Trade.class));
 * }</pre>
 *
 * <p>A message is asked for only when there is room for it: messages wait in a bounded queue, behind which the server waits. When the connection ends, fails, or
 * cannot be made, it is made again after a wait; what the server sends meanwhile is lost, so the source is not replayable. A binary message is a bad
 * record. An answer that refuses the connection with a status other than 408, 429 and 5xx fails the job.
 */
public final class WebSocketMessages implements Source<String> {

    /** The most characters that a message may have: 1 Mi. A larger one fails the job. */
    public static final int MESSAGE_CHARACTERS_MAX = 1 << 20;

    /** How many messages may wait in memory: 256. */
    public static final int MESSAGES_WAITING_MAX = 256;

    /** The longest wait before a connection is made again. */
    public static final Duration WAIT_MAX = Duration.ofMinutes(1);

    private final WebSocketSettings settings;

    private WebSocketMessages(WebSocketSettings settings) {
        this.settings = settings;
    }

    /**
     * Names a server.
     *
     * @param address with ws or wss
     * @return a source that loses what comes while it is not connected, and says so to the job
     */
    public static WebSocketMessages at(URI address) {
        return new WebSocketMessages(new WebSocketSettings(
                address, Map.of(), List.of(), Duration.ofSeconds(1), WebSocketSettings.DEFAULT_PING));
    }

    /**
     * Sends a header when it connects.
     *
     * @param header its name
     * @param value its value
     * @return a new source
     */
    public WebSocketMessages header(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings.headers());
        more.put(header, Objects.requireNonNull(value, "value"));
        return new WebSocketMessages(new WebSocketSettings(
                settings.address(), more, settings.greetings(), settings.pause(), settings.ping()));
    }

    /**
     * Sends messages when it has connected, each time: what the server wants to hear before it sends, as a subscription.
     *
     * @param greetings in order
     * @return a new source
     */
    public WebSocketMessages onOpen(String... greetings) {
        return new WebSocketMessages(new WebSocketSettings(
                settings.address(), settings.headers(), List.of(greetings), settings.pause(), settings.ping()));
    }

    /**
     * Sets the wait before a connection is made again.
     *
     * @param wait from 0 to {@link #WAIT_MAX}; a second unless set
     * @return a new source
     */
    public WebSocketMessages reconnectAfter(Duration wait) {
        return new WebSocketMessages(new WebSocketSettings(
                settings.address(), settings.headers(), settings.greetings(), wait, settings.ping()));
    }

    /**
     * Sets how long the server may be silent before it is asked whether it is there, by a ping. If nothing comes for as long again, it is taken to be
     * gone, and the connection is made again.
     *
     * @param silence positive; 30 seconds unless set
     * @return a new source
     */
    public WebSocketMessages pingAfter(Duration silence) {
        return new WebSocketMessages(new WebSocketSettings(
                settings.address(), settings.headers(), settings.greetings(), settings.pause(), silence));
    }

    @Override
    public List<? extends Split<String>> splits() {
        return List.of(new MessageSplit(settings));
    }

    @Override
    public boolean isReplayable() {
        return false;
    }

    @Override
    public String describe() {
        return "messages of " + PublicAddress.of(settings.address());
    }

    @Override
    public String toString() {
        return describe();
    }

    private record MessageSplit(WebSocketSettings settings) implements Split<String> {

        @Override
        public String id() {
            return "messages";
        }

        @Override
        public boolean isBounded() {
            return false;
        }

        @Override
        public SourceReader<String> open(ReaderContext context, byte @Nullable [] position) {
            MessageConnection connection = new MessageConnection(settings, context.wakeUp());
            connection.connect();
            return new MessageReader(connection, position);
        }

        @Override
        public String describePosition(long position) {
            return "message " + position;
        }
    }
}
