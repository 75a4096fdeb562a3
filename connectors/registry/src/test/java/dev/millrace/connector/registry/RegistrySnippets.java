package dev.millrace.connector.registry;

import com.google.protobuf.Timestamp;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.kafka.Kafka;
import java.net.URI;
import java.time.Duration;

/** The code in the guide. */
final class RegistrySnippets {

    record Edit(String user, long added) {}

    private RegistrySnippets() {}

    static void topics(Pipeline pipeline, Kafka kafka) {
        SchemaRegistry registry = SchemaRegistry.at(URI.create("http://localhost:8081"))
                .header("Authorization", "Basic " + System.getenv("REGISTRY_TOKEN"))
                .retries(5, Duration.ofMillis(200));
        pipeline.read("edits", kafka.topics("edits").values(registry.avro(Edit.class)))
                .write("copy", kafka.to("copy", registry.withoutRegistering().avro(Edit.class)));
        pipeline.read("times", kafka.topics("times").values(registry.protobuf(Timestamp.class)));
    }
}
