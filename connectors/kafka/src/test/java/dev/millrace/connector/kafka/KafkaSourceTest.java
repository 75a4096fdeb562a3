package dev.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.kafka.AcknowledgedProducer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What is read, from where and to where, and what becomes of bad records. */
class KafkaSourceTest {

    /** A value in JSON. */
    public record Item(long id, String text) {}

    private static KafkaSource<String> strings(String topic) {
        return Broker.kafka().topics(topic).values(KafkaFormat.string()).untilLatest();
    }

    private static <T> List<T> read(KafkaSource<T> source, int workers) throws InterruptedException {
        CollectingSink<T> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("read");
        pipeline.read("topic", source).write("collected", sink);
        Jobs.run(pipeline, workers);
        return sink.records();
    }

    @Test
    void allPartitionsAreReadToWhereTheyEnd() throws InterruptedException {
        String topic = Broker.topic("all", 3);
        List<String> expected = new ArrayList<>();
        for (int partition = 0; partition < 2; partition++) {
            String[] values = new String[3_000];
            for (int i = 0; i < values.length; i++) {
                values[i] = partition + "/" + i;
            }
            expected.addAll(List.of(values));
            Broker.produce(topic, partition, values);
        }

        List<String> found = read(strings(topic), 2);

        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        for (String partition : List.of("0/", "1/")) {
            assertThat(found.stream().filter(value -> value.startsWith(partition)))
                    .containsExactlyElementsOf(expected.stream()
                            .filter(value -> value.startsWith(partition))
                            .toList());
        }
    }

    @Test
    void recordsHaveKeyHeadersTimeAndPlace() throws Exception {
        String topic = Broker.topic("whole", 2);
        try (AcknowledgedProducer<String, String> producer = Broker.producer()) {
            producer.send(new ProducerRecord<>(
                    topic,
                    1,
                    12_345L,
                    "k",
                    "v",
                    List.of(new RecordHeader("trace", "t1".getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
            producer.send(new ProducerRecord<>(topic, 1, 12_346L, (String) null, (String) null));
        }

        List<KafkaRecord<String, String>> found = read(
                Broker.kafka()
                        .topics(topic)
                        .records(KafkaFormat.string(), KafkaFormat.string())
                        .untilLatest(),
                1);

        assertThat(found)
                .containsExactly(
                        new KafkaRecord<>(topic, 1, 0, 12_345, "k", "v", List.of(KafkaHeader.of("trace", "t1"))),
                        new KafkaRecord<>(topic, 1, 1, 12_346, null, null, List.of()));
        assertThat(found.get(0).header("trace")).isEqualTo(KafkaHeader.of("trace", "t1"));
        assertThat(found.get(0).header("other")).isNull();
    }

    /** A reader that could not be made is closed by nobody. */
    @Test
    void aDecoderThatCannotBeMadeLeavesNoThread() {
        String topic = Broker.topic("undecodable", 2);
        Broker.produce(topic, 0, "a");
        KafkaFormat<String> broken = KafkaFormat.reading(() -> {
            throw new IllegalStateException("no schema is set");
        });

        assertThatThrownBy(
                        () -> read(Broker.kafka().topics(topic).values(broken).untilLatest(), 1))
                .hasStackTraceContaining("no schema is set");

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains(topic));
    }

    @Test
    void readingBeginsAndEndsWhereItIsTold() throws Exception {
        String topic = Broker.topic("bounds", 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        Broker.produce(topic, 0, "0", "1", "2", "3", "4", "5");
        try (var consumer = new org.apache.kafka.clients.consumer.KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", Broker.embedded().bootstrapServers(), "group.id", "readers"),
                new org.apache.kafka.common.serialization.StringDeserializer(),
                new org.apache.kafka.common.serialization.StringDeserializer())) {
            consumer.commitSync(Map.of(partition, new org.apache.kafka.clients.consumer.OffsetAndMetadata(4)));
        }

        assertThat(read(strings(topic), 1)).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(read(strings(topic).fromLatest(), 1)).isEmpty();
        assertThat(read(strings(topic).fromTime(Instant.ofEpochMilli(2)), 1)).containsExactly("2", "3", "4", "5");
        assertThat(read(strings(topic).fromTime(Instant.ofEpochMilli(99)), 1)).isEmpty();
        assertThat(read(strings(topic).group("readers").fromCommitted(), 1)).containsExactly("4", "5");
        assertThat(read(strings(topic).group("nobody").fromCommitted(), 1)).hasSize(6);
        assertThat(read(strings(topic).fromOffsets(Map.of(partition, 5L)), 1)).containsExactly("5");
        assertThat(read(strings(topic).untilOffsets(Map.of(partition, 2L)), 1)).containsExactly("0", "1");
        assertThat(read(strings(topic).untilTime(Instant.ofEpochMilli(3)), 1)).containsExactly("0", "1", "2");
        assertThat(read(strings(topic).untilOffsets(Map.of()), 1)).isEmpty();
    }

    /** Takes everything, and cannot keep it. */
    private record Locked<T>() implements Sink<T> {

        @Override
        public SinkWriter<T> open(WriterContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(Records<T> records) {}

                @Override
                public byte[] prepare(long epoch) {
                    throw new IllegalStateException("the table is locked");
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.TRANSACTIONAL;
        }
    }

    @Test
    void whatAJobThatFailsHasReadIsReadByTheNextOne() throws Exception {
        String topic = Broker.topic("nightly", 1);
        Broker.produce(topic, 0, "0", "1", "2");
        KafkaSource<String> source = strings(topic).group(topic).fromCommitted();
        Pipeline failing = Pipeline.named("nightly");
        failing.read("topic", source).write("locked", new Locked<>());

        assertThatThrownBy(() -> Jobs.run(failing, 1)).hasStackTraceContaining("the table is locked");
        assertThat(read(source, 1)).containsExactly("0", "1", "2");
        assertThat(read(source, 1)).as("after a job that has ended well").isEmpty();

        Broker.produce(topic, 0, "3");
        assertThat(read(source, 1)).containsExactly("3");
    }

    @Test
    void recordsOfAbortedTransactionsAreReadOnlyUncommitted() throws Exception {
        String topic = Broker.topic("aborted", 1);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Broker.embedded().bootstrapServers(), "transactional.id", topic),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            for (String value : List.of("good", "aborted", "also good")) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, value)).get();
                if (value.equals("aborted")) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }

        assertThat(read(strings(topic), 1)).containsExactly("good", "also good");
        assertThat(read(strings(topic).readUncommitted(), 1)).containsExactly("good", "aborted", "also good");
        assertThat(strings(topic).isReplayable()).isTrue();
        assertThat(strings(topic).readUncommitted().isReplayable()).isFalse();
    }

    @Test
    void badRecordsAreNamedOrReplaced() throws InterruptedException {
        String topic = Broker.topic("bad", 1);
        Broker.produce(topic, 0, "{\"id\":1,\"text\":\"a\"}", "{\"id\":\"x\"}", "{\"id\":3,\"text\":\"c\"}");
        KafkaSource<Item> items = Broker.kafka()
                .topics(topic)
                .values(KafkaFormat.json(Item.class))
                .untilLatest();

        assertThatThrownBy(() -> read(items, 1))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("'topic'")
                .hasMessageContaining(topic + "-0, offset 1: ");
        assertThat(read(items.insteadOfBad(bad -> new Item(-bad.offset(), "bad")), 1))
                .containsExactly(new Item(1, "a"), new Item(-1, "bad"), new Item(3, "c"));
    }

    @Test
    void aRecordWithoutValueIsBadUnlessItMayBeNull() throws Exception {
        String topic = Broker.topic("tombstone", 1);
        try (AcknowledgedProducer<String, String> producer = Broker.producer()) {
            producer.send(new ProducerRecord<>(topic, "k", null));
        }

        assertThatThrownBy(() -> read(strings(topic), 1)).hasMessageContaining("the record has no value");
    }

    @Test
    void partitionsAndTopicsThatAppearAreReadFromTheirFirstRecord() throws Exception {
        String prefix = Broker.topic("appearing", 1);
        CollectingSink<String> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("appearing");
        pipeline.read(
                        "topics",
                        Broker.kafka()
                                .topicPattern(prefix + ".*")
                                .values(KafkaFormat.string())
                                .fromLatest()
                                .lookForPartitionsEvery(Duration.ofMillis(100)))
                .write("collected", sink);
        Broker.produce(prefix, 0, "before");
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline)) {
            Broker.produce(prefix, 0, "a");
            Jobs.await("a", () -> sink.records().contains("a"));

            Broker.embedded().growTopic(prefix, 2);
            Broker.produce(prefix, 1, "b", "c");
            Broker.embedded().createTopic(prefix + "-more", 1);
            Broker.produce(prefix + "-more", 0, "d");

            Jobs.await("all", () -> sink.records().size() == 4);
            job.cancel();
        } catch (java.util.concurrent.CancellationException expected) {
            // It was.
        }
        assertThat(Set.copyOf(sink.records())).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void silentPartitionsDoNotHoldTimeBack() throws Exception {
        String topic = Broker.topic("idle", 2);
        CollectingSink<Long> counts = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("idle");
        pipeline.read(
                        "topic",
                        Broker.kafka()
                                .topics(topic)
                                .values(KafkaFormat.string())
                                .sourceTime()
                                .idleAfter(Duration.ofMillis(300)))
                .keyBy(value -> "all")
                .window(dev.millrace.api.window.Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate("count", dev.millrace.api.aggregate.Aggregates.count())
                .map(result -> result.value())
                .write("counts", counts);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline)) {
            try (AcknowledgedProducer<String, String> producer = Broker.producer()) {
                producer.send(new ProducerRecord<>(topic, 0, 500L, "k", "in the window"));
                producer.send(new ProducerRecord<>(topic, 0, 1_500L, "k", "behind it"));
            }
            // Partition 1 has nothing, and says so.
            Jobs.await("the window", () -> counts.records().contains(1L));
            job.cancel();
        } catch (java.util.concurrent.CancellationException expected) {
            // It was.
        }
    }

    @Test
    void anAbsentBrokerAndAnAbsentTopicAreSaid() throws ExecutionException {
        Kafka absent = Kafka.at("127.0.0.1:1").with("default.api.timeout.ms", "500");

        assertThatThrownBy(() -> read(absent.topics("any").values(KafkaFormat.string()), 1))
                .hasStackTraceContaining("no answer from Kafka at 127.0.0.1:1 within 500 ms");
        assertThatThrownBy(() -> read(strings("no-such-topic"), 1))
                .hasStackTraceContaining("one of the topics no-such-topic of Kafka at")
                .hasStackTraceContaining("does not exist");
    }
}
