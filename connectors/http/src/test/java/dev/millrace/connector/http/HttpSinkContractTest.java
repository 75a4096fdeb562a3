package dev.millrace.connector.http;

import dev.millrace.api.connector.Sink;
import dev.millrace.testkit.connector.Refusal;
import dev.millrace.testkit.connector.SinkContract;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;

/** The contract of sinks, with a server that keeps keys. */
class HttpSinkContractTest extends SinkContract<String> {

    private final List<LocalServer> servers = new ArrayList<>();

    @AfterEach
    void closeServers() {
        servers.forEach(LocalServer::close);
    }

    private static HttpSink<String> sink(URI address) {
        return HttpSink.<String>post(address, "numbers", text -> text.getBytes(StandardCharsets.UTF_8))
                .retries(1, Duration.ZERO);
    }

    @Override
    protected Target<String> target() throws IOException {
        Map<String, Long> kept = new ConcurrentHashMap<>();
        LocalServer server = new LocalServer(exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            kept.putIfAbsent(exchange.getRequestHeaders().getFirst("Idempotency-Key"), Long.valueOf(body.strip()));
            LocalServer.answer(exchange, 200, "");
        });
        servers.add(server);
        return new Target<>() {
            @Override
            public Sink<String> sink() {
                return HttpSinkContractTest.sink(server.address());
            }

            @Override
            public List<Long> visible() {
                return List.copyOf(kept.values());
            }
        };
    }

    @Override
    protected String record(long number, int bytes) {
        return number + " ".repeat(bytes);
    }

    @Override
    protected Refusal<Sink<String>> absent() throws IOException {
        LocalServer gone = new LocalServer(exchange -> {});
        gone.close();
        return new Refusal<>(sink(gone.address()), gone.address() + " failed after 2 tries");
    }

    @Override
    protected Refusal<Sink<String>> refused() throws IOException {
        LocalServer server = new LocalServer(exchange -> LocalServer.answer(exchange, 403, "not for you"));
        servers.add(server);
        return new Refusal<>(sink(server.address()), "status 403, not for you");
    }
}
