package dev.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.kafka.KafkaSnippets.Edit;
import dev.millrace.connector.kafka.KafkaSnippets.FirstOfTrace;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.WaitingSource;
import dev.millrace.testkit.kafka.AcknowledgedProducer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

/** Headers go with their records, through keys, lanes and process functions. */
class HeadersTest {

    @Test
    void aProcessFunctionSeesTheHeadersOfItsRecord() {
        String topic = Broker.topic("traced", 2);
        try (AcknowledgedProducer<String, String> producer = Broker.producer()) {
            for (int i = 0; i < 6; i++) {
                String edit =
                        "{\"time\":\"1970-01-01T00:00:0" + i + "Z\",\"channel\":\"c\",\"user\":\"u\",\"added\":1}";
                producer.send(new ProducerRecord<>(
                        topic, 0, i * 1_000L, "k", edit, headers("trace=t" + i % 3, "origin=host-" + i)));
            }
            producer.send(new ProducerRecord<>(topic, 0, 9_000L, "k", (String) null, List.of()));
        }
        Pipeline pipeline = Pipeline.named("traces");
        CollectingSink<String> first = new CollectingSink<>();
        KafkaSource<KafkaRecord<String, Edit>> source = Broker.kafka()
                .topics(topic)
                .records(KafkaFormat.string(), KafkaFormat.json(Edit.class))
                .untilLatest();
        pipeline.read("edits", new WaitingSource<>(source).sourceTime())
                .keyBy(FirstOfTrace::trace)
                .process("first-of-trace", new FirstOfTrace())
                .write("first", first);

        TestRun.of(pipeline).workers(2).start().runToEnd();

        assertThat(first.records())
                .containsExactlyInAnyOrder(
                        "t0 came from host-0 at 1970-01-01T00:00:00Z",
                        "t1 came from host-1 at 1970-01-01T00:00:01Z",
                        "t2 came from host-2 at 1970-01-01T00:00:02Z",
                        "untraced came from nowhere at 1970-01-01T00:00:09Z");
    }

    private static List<Header> headers(String... all) {
        return Stream.of(all)
                .map(header -> header.split("=", 2))
                .<Header>map(parts -> new RecordHeader(parts[0], parts[1].getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
