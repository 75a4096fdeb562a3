package dev.millrace.connector.http;

import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The code of docs/guide/http.md. A test compares them. */
final class HttpSnippets {

    private HttpSnippets() {}

    static void webhook(EmbeddedRuntime runtime) throws Exception {
        Pipeline pipeline = Pipeline.named("hook");
        Stream<String> texts = pipeline.read(
                "texts", Push.of(String.class).journal(Path.of("state/texts")).processingTime());

        try (Job job = runtime.start(pipeline, Checkpoints.in(Path.of("state/job")))) {
            Ingress<String> in = job.ingress(texts);
            try (Webhook.Server server = Webhook.into(in, bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .at("/texts")
                    .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080))) {
                System.out.println("posts are taken at " + server.address());
                job.await();
            }
        }
    }

    static void messages(Pipeline pipeline) {
        pipeline.read(
                        "trades",
                        WebSocketMessages.at(URI.create("wss://example.org/trades"))
                                .onOpen("{\"subscribe\": \"all\"}")
                                .processingTime())
                .filter(text -> text.contains("\"big\""))
                .write("big", Console.lines());
    }

    static void ends(Pipeline pipeline) {
        pipeline.read(
                        "changes",
                        ServerSentEvents.at(URI.create("https://example.org/changes"))
                                .resumable()
                                .processingTime())
                .filter(event -> event.event().equals("alert"))
                .write(
                        "alerts",
                        HttpSink.<ServerSentEvent>post(
                                        URI.create("https://example.org/alerts"),
                                        "alerts",
                                        event -> event.data().getBytes(StandardCharsets.UTF_8))
                                .header("Authorization", "Bearer " + System.getenv("TOKEN")));
    }
}
