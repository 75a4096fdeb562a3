package dev.millrace.connector.http;

import java.net.http.HttpClient;
import java.time.Duration;

/**
 * The client of all sources and sinks of a process. Nobody can close one on JDK 17, and each has a thread until the collector comes by, so there is
 * one for all, made by the first who needs it.
 */
final class SharedClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private SharedClient() {}

    static HttpClient get() {
        return CLIENT;
    }
}
