package dev.millrace.connector.http;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.testkit.connector.Refusal;
import dev.millrace.testkit.connector.SourceContract;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** The contract of sources, with a server that sends what came after an event, and breaks off now and then. Streams have no end: here the last event is one. */
class ServerSentEventsContractTest extends SourceContract<ServerSentEvent> {

    private static final int EVENTS_OF_CONNECTION = 7_001;

    private final List<LocalServer> servers = new ArrayList<>();

    @AfterEach
    void closeServers() {
        servers.forEach(LocalServer::close);
    }

    private LocalServer server(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        LocalServer server = new LocalServer(handler);
        servers.add(server);
        return server;
    }

    private static ServerSentEvents events(LocalServer server) {
        return ServerSentEvents.at(server.address()).resumable().reconnectAfter(Duration.ZERO);
    }

    @Override
    protected Source<ServerSentEvent> source(int records, int bytes) throws IOException {
        String padding = "x".repeat(bytes);
        LocalServer server = server(exchange -> {
            String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            int from = last == null ? 0 : Integer.parseInt(last) + 1;
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (int id = from; id < Math.min(records, from + EVENTS_OF_CONNECTION); id++) {
                out.write(("id: " + id + "\ndata: " + padding + "\n\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        return new Ending(events(server), records);
    }

    @Override
    protected long number(ServerSentEvent record) {
        return Long.parseLong(record.id());
    }

    /** It is tried again until it is there. */
    @Override
    protected @Nullable Refusal<Source<ServerSentEvent>> absent() {
        return null;
    }

    @Override
    protected Refusal<Source<ServerSentEvent>> refused() throws IOException {
        LocalServer server = server(exchange -> LocalServer.answer(exchange, 403, "not for you"));
        return new Refusal<>(new Ending(events(server), 1), "status 403");
    }

    /** Ends behind so many events. */
    private record Ending(ServerSentEvents events, int count) implements Source<ServerSentEvent> {

        @Override
        public List<? extends Split<ServerSentEvent>> splits() {
            return List.of(new EndingSplit(events.splits().get(0), count));
        }

        @Override
        public boolean isReplayable() {
            return events.isReplayable();
        }
    }

    private record EndingSplit(Split<ServerSentEvent> split, int count) implements Split<ServerSentEvent> {

        @Override
        public String id() {
            return split.id();
        }

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public SourceReader<ServerSentEvent> open(ReaderContext context, byte @Nullable [] position) throws Exception {
            return new EndingReader(split.open(context, position), count);
        }

        @Override
        public String describePosition(long position) {
            return split.describePosition(position);
        }
    }

    private record EndingReader(SourceReader<ServerSentEvent> reader, int count)
            implements SourceReader<ServerSentEvent> {

        @Override
        public Status read(RecordCollector<ServerSentEvent> out) throws Exception {
            Status status = reader.read(out);
            if (status == Status.DATA) {
                return status;
            }
            // The server has no more, and is asked again and again.
            return EventPosition.of(position()).number() == count ? Status.END : Status.UNAVAILABLE;
        }

        @Override
        public byte[] position() throws Exception {
            return reader.position();
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }
}
