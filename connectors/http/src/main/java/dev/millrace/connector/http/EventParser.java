package dev.millrace.connector.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into events, as the WHATWG's HTML standard says in section 9.2.6. Owned by one thread.
 *
 * <p>An event that the end of the stream cuts off is none.
 */
final class EventParser {

    /** An event has more bytes than one may have. */
    static final class TooLargeException extends IOException {

        @Serial
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("an event may have " + ServerSentEvents.EVENT_BYTES_MAX + " bytes");
        }
    }

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private String type = "";
    private String lastEventId;
    private boolean hasData;
    private int eventBytes;
    private boolean isAfterReturn;
    private boolean isFirstLine = true;
    private long waitMillis = -1;

    EventParser(InputStream in, String lastEventId) {
        this.in = new BufferedInputStream(in);
        this.lastEventId = lastEventId;
    }

    /** How long the server asks to wait before the next connection, if it has. */
    Optional<Duration> askedWait(Duration max) {
        return waitMillis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(Math.min(waitMillis, max.toMillis())));
    }

    /** The next event; null at the end of the stream. */
    @Nullable
    ServerSentEvent next() throws IOException {
        for (String text = nextLine(); text != null; text = nextLine()) {
            if (!text.isEmpty()) {
                field(text);
                continue;
            }
            ServerSentEvent event = hasData
                    ? new ServerSentEvent(lastEventId, type.isEmpty() ? "message" : type, data.toString())
                    : null;
            data.setLength(0);
            type = "";
            hasData = false;
            eventBytes = 0;
            if (event != null) {
                return event;
            }
        }
        return null;
    }

    /** Lines end with LF, CR, or both. */
    private @Nullable String nextLine() throws IOException {
        line.reset();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n' && isAfterReturn) {
                isAfterReturn = false;
                continue;
            }
            isAfterReturn = b == '\r';
            if (b == '\n' || b == '\r') {
                String text = line.toString(StandardCharsets.UTF_8);
                boolean hasMark = isFirstLine && text.startsWith("\uFEFF");
                isFirstLine = false;
                return hasMark ? text.substring(1) : text;
            }
            if (++eventBytes > ServerSentEvents.EVENT_BYTES_MAX) {
                throw new TooLargeException();
            }
            line.write(b);
        }
        return null;
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
        switch (name) {
            case "data" -> {
                data.append(hasData ? "\n" : "").append(value);
                hasData = true;
            }
            case "event" -> type = value;
            case "id" -> lastEventId = value.indexOf('\0') >= 0 ? lastEventId : value;
            case "retry" -> waitMillis = value.matches("[0-9]{1,9}") ? Long.parseLong(value) : waitMillis;
            default -> {
                // A comment, or a field of a later standard.
            }
        }
    }
}
