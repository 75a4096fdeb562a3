package dev.millrace.connector.kafka;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static dev.millrace.connector.kafka.KafkaFormat.json;
import static dev.millrace.connector.kafka.KafkaFormat.string;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** The code of docs/guide/kafka.md. A test compares them. */
final class KafkaSnippets {

    /** An edit. */
    record Edit(Instant time, String channel, String user, long added) {}

    /** How many edits a channel had in an hour. */
    record Total(String channel, Instant hour, long edits) {}

    private KafkaSnippets() {}

    static void first(Path checkpoints) throws InterruptedException {
        Kafka kafka = Kafka.at("localhost:9092");

        Pipeline pipeline = Pipeline.named("edits-per-hour");
        pipeline.read(
                        "edits",
                        kafka.topics("edits")
                                .values(json(Edit.class))
                                .eventTime(Edit::time)
                                .outOfOrderBy(Duration.ofMinutes(5)))
                .keyBy(Edit::channel)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate("hourly", count())
                .map(result -> new Total(result.key(), result.start(), result.value()))
                .write(
                        "totals",
                        kafka.to("totals", json(Total.class))
                                .key(Total::channel, string())
                                .exactlyOnce("edits-per-hour-totals"));

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build();
                Job job = runtime.start(pipeline, Checkpoints.in(checkpoints).every(Duration.ofSeconds(5)))) {
            job.await();
        }
    }

    static void whatToRead(Kafka kafka, Pipeline pipeline) {
        pipeline.read(
                "all", kafka.topicPattern("edits-.*").values(json(Edit.class)).fromLatest());
        pipeline.read(
                "day",
                kafka.topics("edits")
                        .values(json(Edit.class))
                        .fromTime(Instant.parse("2026-11-25T00:00:00Z"))
                        .untilTime(Instant.parse("2026-11-26T00:00:00Z")));
        pipeline.read(
                "whole",
                kafka.topics("edits", "more-edits")
                        .records(string(), json(Edit.class))
                        .group("edits-per-hour"));
        pipeline.read(
                "own",
                kafka.topics("edits")
                        .decodedBy(() -> record -> record.topic() + " has " + record.value().length + " bytes"));
    }

    record FirstOfTrace() implements ProcessFunction<String, KafkaRecord<String, Edit>, String> {

        private static final ValueSpec<Instant> BEGUN = StateSpec.value("begun", Instant.class);

        static String trace(KafkaRecord<String, Edit> edit) {
            KafkaHeader trace = edit.header("trace");
            return trace == null ? "untraced" : String.valueOf(trace.text());
        }

        @Override
        public List<StateSpec<?>> states() {
            return List.of(BEGUN);
        }

        @Override
        public void process(RecordContext<String, KafkaRecord<String, Edit>, String> edit) {
            KafkaHeader origin = edit.value().header("origin");
            if (edit.state(BEGUN).get() == null) {
                edit.state(BEGUN).set(edit.timestamp());
                edit.emit(edit.key() + " came from " + (origin == null ? "nowhere" : origin.text()) + " at "
                        + edit.timestamp());
            }
        }
    }

    static void headers(Kafka kafka, Pipeline pipeline) {
        pipeline.read("edits", kafka.topics("edits").records(string(), json(Edit.class)))
                .keyBy(FirstOfTrace::trace)
                .process("first-of-trace", new FirstOfTrace())
                .write("traces", kafka.to("traces", string()));
    }

    static void letters(Kafka kafka, Pipeline pipeline) {
        pipeline.read("edits", kafka.topics("edits").values(json(Edit.class)))
                .write("copy", kafka.to("copy", json(Edit.class)));
        pipeline.deadLetters()
                .filter(letter -> letter.operator().equals("edits") && letter.kind() == DeadLetter.Kind.BYTES)
                .write("undecoded", KafkaLetters.to(kafka, "edits-undecoded"));
    }

    static void badRecords(Kafka kafka, Pipeline pipeline) {
        Edit unreadable = new Edit(Instant.EPOCH, "", "", -1);
        pipeline.read("edits", kafka.topics("edits").values(json(Edit.class)).insteadOfBad(bad -> {
                    System.err.println(bad.getMessage());
                    return unreadable;
                }))
                .filter(edit -> !edit.equals(unreadable))
                .write("copy", kafka.to("copy", json(Edit.class)));
    }

    static <T> KafkaFormat<T> ownFormat(Serializer<T> serializer, Deserializer<T> deserializer) {
        return KafkaFormat.of(() -> serializer, () -> deserializer)
                .with("schema.registry.url", "http://localhost:8081");
    }

    static Kafka secured(String password) {
        return Kafka.at("broker-1:9093,broker-2:9093")
                .with("security.protocol", "SASL_SSL")
                .with("sasl.mechanism", "SCRAM-SHA-512")
                .with(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required"
                                + " username=\"millrace\" password=\"" + password + "\";");
    }

    static void embedded() {
        try (EmbeddedKafka broker = EmbeddedKafka.start()) {
            broker.createTopic("edits", 4);
            Kafka kafka = Kafka.at(broker.bootstrapServers());
            assertThat(List.of(kafka)).hasSize(1);
        }
    }
}
