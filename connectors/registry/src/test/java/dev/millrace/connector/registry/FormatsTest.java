package dev.millrace.connector.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.avro.AvroCodec;
import dev.millrace.connector.kafka.Kafka;
import dev.millrace.connector.kafka.KafkaFormat;
import dev.millrace.connector.protobuf.ProtobufCodec;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.kafka.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each of the formats in the guide's table, through a real broker. */
class FormatsTest {

    record Edit(String user, long added) {}

    private static final List<Edit> EDITS = List.of(new Edit("a", 1), new Edit("\u00e9\u4e2d", -7));
    private static final List<Timestamp> TIMES = List.of(
            Timestamp.newBuilder().setSeconds(7).build(),
            Timestamp.newBuilder().setNanos(9).build());

    private static EmbeddedKafka broker;
    private static LocalRegistry registry;
    private static int topics;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedKafka.start();
        registry = new LocalRegistry();
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    private static <T> void requireRoundTrip(KafkaFormat<T> format, List<T> records) throws Exception {
        String topic = "formats-" + topics++;
        broker.createTopic(topic, 1);
        Kafka kafka = Kafka.at(broker.bootstrapServers());
        Pipeline writing = Pipeline.named("writing");
        writing.read("records", ListSource.of(records)).write("topic", kafka.to(topic, format));
        Jobs.run(writing, 1);
        CollectingSink<T> collected = new CollectingSink<>();
        Pipeline reading = Pipeline.named("reading");
        reading.read("topic", kafka.topics(topic).values(format).untilLatest()).write("records", collected);
        Jobs.run(reading, 1);
        assertThat(collected.records().stream().map(FormatsTest::comparable))
                .as("%s", format)
                .containsExactlyElementsOf(
                        records.stream().map(FormatsTest::comparable).toList());
    }

    private static Object comparable(Object record) {
        return record instanceof byte[] bytes ? Arrays.toString(bytes) : record;
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        SchemaRegistry schemas = SchemaRegistry.at(registry.address());
        AvroCodec<Edit> avro = AvroCodec.of(Edit.class);
        ProtobufCodec<Timestamp> protobuf = ProtobufCodec.of(Timestamp.class);
        requireRoundTrip(KafkaFormat.json(Edit.class), EDITS);
        requireRoundTrip(schemas.avro(Edit.class), EDITS);
        requireRoundTrip(
                KafkaFormat.of(() -> (topic, edit) -> avro.encode(edit), () -> (topic, bytes) -> avro.decode(bytes)),
                EDITS);
        requireRoundTrip(
                KafkaFormat.of(
                        () -> (topic, time) -> protobuf.encode(time), () -> (topic, bytes) -> protobuf.decode(bytes)),
                TIMES);
        requireRoundTrip(schemas.protobuf(Timestamp.class), TIMES);
        requireRoundTrip(KafkaFormat.string(), List.of("a", "\u4e2d"));
        requireRoundTrip(KafkaFormat.int64(), List.of(1L, Long.MIN_VALUE));
        requireRoundTrip(KafkaFormat.bytes(), List.of("a".getBytes(StandardCharsets.UTF_8), new byte[0]));
    }

    /** That is nobody's bad record: the job fails, and starts again, and no letter is written. */
    @Test
    void aRegistryThatIsAwayIsNoBadRecord() throws Exception {
        broker.createTopic("away", 1);
        Kafka kafka = Kafka.at(broker.bootstrapServers());
        Pipeline writing = Pipeline.named("writing");
        writing.read("records", ListSource.of(EDITS))
                .write(
                        "topic",
                        kafka.to("away", SchemaRegistry.at(registry.address()).avro(Edit.class)));
        Jobs.run(writing, 1);
        LocalRegistry away = new LocalRegistry();
        away.close();
        CollectingSink<DeadLetter> letters = new CollectingSink<>();
        Pipeline reading = Pipeline.named("reading");
        SchemaRegistry schemas = SchemaRegistry.at(away.address()).retries(0, Duration.ZERO);
        reading.read(
                        "topic",
                        kafka.topics("away").values(schemas.avro(Edit.class)).untilLatest())
                .write("records", new CollectingSink<>());
        reading.deadLetters().write("letters", letters);

        assertThatThrownBy(() -> Jobs.run(reading, 1))
                .hasStackTraceContaining("away-0, offset 0: ")
                .hasStackTraceContaining("does not answer \"schemas/ids/");
        assertThat(letters.records()).isEmpty();
    }
}
