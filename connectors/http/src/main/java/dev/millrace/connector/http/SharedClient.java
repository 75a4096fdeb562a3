package dev.millrace.connector.http;

import java.net.http.HttpClient;

/**
 * The client of all sinks and WebSockets of a process. Nobody can close one on JDK 17, and each has a thread until the collector comes by, so there is
 * one for all, made by the first who needs it.
 */
final class SharedClient {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private SharedClient() {}

    static HttpClient get() {
        return CLIENT;
    }
}
