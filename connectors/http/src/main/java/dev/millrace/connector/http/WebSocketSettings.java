package dev.millrace.connector.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a WebSocket is opened. Immutable.
 *
 * @param address with ws or wss
 * @param headers of the request
 * @param greetings sent when it is open
 * @param pause before it is opened again
 * @param ping how long it may be silent before the server is asked whether it is there, and again before it is taken to be gone
 */
record WebSocketSettings(
        URI address, Map<String, String> headers, List<String> greetings, Duration pause, Duration ping) {

    static final Duration DEFAULT_PING = Duration.ofSeconds(30);

    WebSocketSettings {
        if (ping.toMillis() < 1) {
            throw new IllegalArgumentException("the silence must be at least 1 ms, got " + ping);
        }
        headers = Map.copyOf(headers);
        String scheme = String.valueOf(address.getScheme());
        boolean isWebSocket = scheme.equalsIgnoreCase("ws") || scheme.equalsIgnoreCase("wss");
        if (!isWebSocket || address.getHost() == null) {
            throw new IllegalArgumentException("an address has ws or wss and a host, got " + PublicAddress.of(address));
        }
        if (pause.isNegative() || pause.compareTo(WebSocketMessages.WAIT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "the wait must be between 0 and " + WebSocketMessages.WAIT_MAX + ", got " + pause);
        }
    }
}
