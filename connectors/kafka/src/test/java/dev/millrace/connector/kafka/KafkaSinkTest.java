package dev.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink.Guarantee;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.ListRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** What is written, and who may write. */
class KafkaSinkTest {

    private static KafkaSink<String> exactlyOnce(String topic) {
        return Broker.kafka().to(topic, KafkaFormat.string()).exactlyOnce(topic);
    }

    private static WriterContext context(int index, int count, long restoredEpoch) {
        return new WriterContext("sink", index, count, InstantSource.system(), true, restoredEpoch);
    }

    private static SinkWriter<String> open(String topic, long restoredEpoch) throws IOException {
        return exactlyOnce(topic).open(context(0, 1, restoredEpoch));
    }

    private static void write(SinkWriter<String> writer, String... values) throws Exception {
        writer.write(new ListRecords<>(List.of(values)));
    }

    @Test
    void recordsHaveKeyHeadersTimeAndPartition() throws InterruptedException {
        String topic = Broker.topic("written", 3);
        Pipeline pipeline = Pipeline.named("write");
        pipeline.read("numbers", ListSource.of(1L, 2L, 5L).eventTimeMillis(number -> number))
                .write(
                        "topic",
                        Broker.kafka()
                                .to(
                                        topic,
                                        (Long number) -> number == 5 ? null : "value " + number,
                                        KafkaFormat.string())
                                .key(number -> "key " + number, KafkaFormat.string())
                                .headers(number -> List.of(KafkaHeader.of("n", number.toString())))
                                .partitioner((number, partitions) -> (int) (number % partitions)));

        Jobs.run(pipeline, 1);

        List<ConsumerRecord<String, String>> found = Broker.read(topic, true);
        assertThat(found).extracting(ConsumerRecord::partition).containsExactly(1, 2, 2);
        assertThat(found).extracting(ConsumerRecord::timestamp).containsExactly(1L, 2L, 5L);
        assertThat(found).extracting(ConsumerRecord::key).containsExactly("key 1", "key 2", "key 5");
        assertThat(found).extracting(ConsumerRecord::value).containsExactly("value 1", "value 2", null);
        assertThat(found.get(0).headers().lastHeader("n").value()).containsExactly('1');
    }

    @Test
    void recordsOfATransactionThatDiedAreSeenOnlyUncommitted() throws Exception {
        String topic = Broker.topic("died", 1);
        SinkWriter<String> writer = open(topic, 0);
        write(writer, "a", "b");
        byte[] prepared = writer.prepare(1);
        assertThat(Broker.read(topic, false)).as("before it is committed").isEmpty();
        EpochTransactions dying =
                EpochTransactions.open(Broker.kafka(), new TransactionName(topic, 0), topic, Duration.ofSeconds(60));
        dying.send(1, PreparedRecords.decode(prepared).records(), "any");

        SinkWriter<String> next = open(topic, 1);
        next.commit(1, prepared);
        next.commit(1, prepared);
        next.close();

        assertThat(Broker.values(topic)).containsExactly("a", "b");
        assertThat(Broker.read(topic, false)).as("aborted and committed").hasSize(4);
    }

    @Test
    void aProcessThatWakesUpAfterAnotherTookOverCommitsNothing() throws Exception {
        String topic = Broker.topic("zombie", 1);
        SinkWriter<String> zombie = open(topic, 0);
        write(zombie, "from the zombie");
        byte[] prepared = zombie.prepare(1);

        SinkWriter<String> next = open(topic, 1);
        next.commit(1, prepared);

        assertThatThrownBy(() -> zombie.commit(1, prepared))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another process has taken over the sink");
        write(next, "from the next");
        next.commit(2, next.prepare(2));
        next.close();
        assertThat(Broker.values(topic)).containsExactly("from the zombie", "from the next");
    }

    @Test
    void aProcessThatGoesOnFromACheckpointThatNobodyElseHasIsRefused() throws Exception {
        String topic = Broker.topic("histories", 1);
        SinkWriter<String> zombie = open(topic, 0);
        write(zombie, "a");
        zombie.commit(1, zombie.prepare(1));
        SinkWriter<String> next = open(topic, 1);
        write(next, "b", "c");
        next.commit(2, next.prepare(2));
        next.close();

        // Its checkpoint is complete, on a disk of its own, before it finds that it may not commit.
        write(zombie, "b");
        byte[] prepared = zombie.prepare(2);
        byte[] nothing = zombie.prepare(2);
        assertThatThrownBy(() -> zombie.commit(2, prepared)).hasMessageContaining("taken over");
        zombie.close();

        for (byte[] restored : List.of(prepared, nothing)) {
            SinkWriter<String> again = open(topic, 2);
            assertThatThrownBy(() -> again.commit(2, restored))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("epoch 2 of " + topic + "-0 is in the topic with other records");
            again.close();
        }
        assertThat(Broker.values(topic)).containsExactly("a", "b", "c");
    }

    @Test
    void aProcessThatHasNothingToWriteLearnsThatAnotherTookOver() throws Exception {
        String topic = Broker.topic("quiet", 1);
        SinkWriter<String> zombie = open(topic, 0);
        write(zombie, "a");
        zombie.commit(1, zombie.prepare(1));
        SinkWriter<String> next = open(topic, 1);
        write(next, "b");
        next.commit(2, next.prepare(2));
        next.close();

        // Else its checkpoints would get ahead of the mark, and it would be the one that goes on after its restart.
        byte[] nothing = zombie.prepare(2);
        assertThatThrownBy(() -> zombie.commit(2, nothing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another process has taken over the sink");
        zombie.close();
        assertThat(Broker.values(topic)).containsExactly("a", "b");
    }

    @Test
    void writersThatThereAreNoMoreAreFencedAndFinished() throws Exception {
        String topic = Broker.topic("rescaled", 1);
        SinkWriter<String> first = exactlyOnce(topic).open(context(0, 2, 0));
        SinkWriter<String> second = exactlyOnce(topic).open(context(1, 2, 0));
        write(first, "first");
        write(second, "second");
        byte[] ofFirst = first.prepare(1);
        byte[] ofSecond = second.prepare(1);

        SinkWriter<String> only = exactlyOnce(topic).open(context(0, 1, 1));
        only.commit(1, ofFirst);
        only.commit(1, ofSecond);

        assertThatThrownBy(() -> second.commit(1, ofSecond)).hasMessageContaining("taken over");
        assertThat(Broker.values(topic)).containsExactly("first", "second");
        only.close();
    }

    @Test
    void aSinkThatWritesToAnotherTopicUnderItsOldNameFinishesInTheOldOne() throws Exception {
        String before = Broker.topic("moved", 1);
        String after = Broker.topic("moved", 1);
        SinkWriter<String> first = open(before, 0);
        write(first, "before");
        byte[] prepared = first.prepare(1);
        first.close();

        SinkWriter<String> next = Broker.kafka()
                .to(after, KafkaFormat.string())
                .exactlyOnce(before)
                .open(context(0, 1, 1));
        next.commit(1, prepared);
        write(next, "after");
        next.commit(2, next.prepare(2));
        next.close();

        assertThat(Broker.values(before)).containsExactly("before");
        assertThat(Broker.values(after)).containsExactly("after");
    }

    /** One record with a time. */
    private static Records<String> at(Instant time, String value) {
        return new Records<>() {
            @Override
            public int size() {
                return 1;
            }

            @Override
            public String get(int index) {
                return value;
            }

            @Override
            public long timestamp(int index) {
                return time.toEpochMilli();
            }
        };
    }

    @Test
    void whatTheTopicDoesNotTakeIsRefusedBeforeItIsPartOfAnEpoch() throws Exception {
        String topic = Broker.topic("limited", 1);
        setLimit(topic, 20_000);
        Instant now = Instant.now();
        KafkaFormat<String> format = KafkaFormat.writing(() -> (anyTopic, value) -> {
            if (value.equals("bad")) {
                throw new IllegalArgumentException("no such word");
            }
            return value.getBytes(StandardCharsets.UTF_8);
        });
        KafkaSink<String> sink = Broker.kafka().to(topic, format);

        for (SinkWriter<String> writer :
                List.of(sink.open(context(0, 1, 0)), sink.exactlyOnce(topic).open(context(0, 1, 0)))) {
            writer.write(at(now, "a"));
            assertRefused(writer, at(now, "x".repeat(20_000)), "which takes 20000 ('max.message.bytes')");
            assertRefused(writer, at(now.plus(Duration.ofHours(2)), "b"), "more than PT1H ahead of the clock");
            assertRefused(writer, at(now, "bad"), "cannot be written to topic " + topic + ": no such word");
            writer.write(at(Instant.EPOCH, "c"));
            writer.commit(1, writer.prepare(1));
            writer.close();
        }

        assertThat(Broker.values(topic)).containsExactly("a", "c", "a", "c");
    }

    private static void assertRefused(SinkWriter<String> writer, Records<String> record, String why) {
        assertThatThrownBy(() -> writer.write(record))
                .isInstanceOf(RecordRefusedException.class)
                .hasMessageContaining(why);
    }

    private static void setLimit(String topic, int bytes) throws Exception {
        AlterConfigOp limit = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET);
        Broker.embedded()
                .admin()
                .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(limit)))
                .all()
                .get();
    }

    @Test
    void whatTheTopicDoesNotTakeAnyMoreIsWrittenOnceItDoesAgain() throws Exception {
        String topic = Broker.topic("shrunk", 1);
        SinkWriter<String> writer = open(topic, 0);
        writer.write(at(Instant.EPOCH, "x".repeat(20_000)));
        byte[] prepared = writer.prepare(1);
        setLimit(topic, 10_000);

        assertThatThrownBy(() -> writer.commit(1, prepared))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not take a record whose time is 1970-01-01T00:00:00Z");
        writer.close();
        setLimit(topic, 30_000);

        SinkWriter<String> next = open(topic, 1);
        next.commit(1, prepared);
        next.close();
        assertThat(Broker.values(topic)).hasSize(1);
    }

    @Test
    void aHistoryThatIsBehindTheTopicIsRefused() throws Exception {
        String topic = Broker.topic("ahead", 1);
        SinkWriter<String> writer = open(topic, 0);
        write(writer, "a");
        writer.commit(3, writer.prepare(3));
        writer.close();

        assertThatThrownBy(() -> open(topic, 2))
                .hasMessageContaining("epoch 3 of " + topic + "-0 is in the topic")
                .hasMessageContaining("goes back to epoch 2");
        assertThatThrownBy(() -> open(topic, 0)).hasMessageContaining("starts from the beginning");
        open(topic, 3).close();
    }

    @Test
    void aMarkThatWasForgottenIsSaid() throws Exception {
        String topic = Broker.topic("forgotten", 1);
        SinkWriter<String> writer = open(topic, 0);
        write(writer, "a");
        byte[] prepared = writer.prepare(1);
        writer.close();
        Broker.embedded()
                .admin()
                .deleteConsumerGroups(List.of(topic + "-0"))
                .all()
                .get();

        SinkWriter<String> next = open(topic, 1);
        assertThatThrownBy(() -> next.commit(1, prepared))
                .hasMessageContaining("set that offset to 1 if its records are there, or to 0 if they are not");
        next.close();

        Broker.embedded()
                .admin()
                .alterConsumerGroupOffsets(
                        topic + "-0",
                        Map.of(
                                new TopicPartition(topic, 0),
                                new org.apache.kafka.clients.consumer.OffsetAndMetadata(0)))
                .all()
                .get();
        SinkWriter<String> last = open(topic, 1);
        last.commit(1, prepared);
        last.close();
        assertThat(Broker.values(topic)).containsExactly("a");
    }

    @Test
    void whatCannotWorkIsSaid() {
        String topic = Broker.topic("misuse", 1);
        KafkaSink<String> sink = Broker.kafka().to(topic, KafkaFormat.string());
        assertThat(sink.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(sink.exactlyOnce("x").guarantee()).isEqualTo(Guarantee.TRANSACTIONAL);
        assertThat(sink.key(value -> value, KafkaFormat.string()).idempotent().guarantee())
                .isEqualTo(Guarantee.IDEMPOTENT);
        assertThatThrownBy(sink::idempotent).hasMessageContaining("say key(...) before");
        assertThatThrownBy(() ->
                        sink.exactlyOnce("x").open(new WriterContext("sink", 0, 1, InstantSource.system(), false, 0)))
                .hasMessageContaining("needs checkpoints");
        assertThatThrownBy(() -> sink.exactlyOnce("x")
                        .transactionTimeout(Duration.ofHours(1))
                        .open(context(0, 1, 0)))
                .hasMessageContaining("may not take PT1H");
        Kafka hasty = Broker.kafka().with("max.block.ms", "300");
        assertThatThrownBy(() -> hasty.to("no-such-topic", KafkaFormat.string()).open(context(0, 1, 0)))
                .hasMessageContaining("topic no-such-topic of Kafka at")
                .hasMessageContaining("was not found");
        assertThatThrownBy(() -> Kafka.at("127.0.0.1:1")
                        .with("max.block.ms", "300")
                        .to("any", KafkaFormat.string())
                        .exactlyOnce("x")
                        .open(context(0, 1, 0)))
                .hasMessageContaining("was not found: no broker answers");
    }

    @Test
    void preparedRecordsAreThoseThatWereWritten() {
        ProducerRecord<byte[], byte[]> bare = new ProducerRecord<>("t", null, null, null, null, null);
        ProducerRecord<byte[], byte[]> full = new ProducerRecord<>(
                "t",
                3,
                0L,
                new byte[] {1},
                new byte[0],
                List.of(new org.apache.kafka.common.header.internals.RecordHeader("h", null)));
        dev.millrace.api.type.BinaryOutput out = new dev.millrace.api.type.BinaryOutput();
        PreparedRecords.writeHead(new TransactionName("s", 7), "t", 2, out);
        PreparedRecords.writeRecord(bare, out);
        PreparedRecords.writeRecord(full, out);

        PreparedRecords decoded = PreparedRecords.decode(out.toByteArray());

        assertThat(decoded.name()).isEqualTo(new TransactionName("s", 7));
        assertThat(decoded.records()).hasSize(2);
        assertThat(decoded.records().get(0)).isEqualTo(bare);
        assertThat(decoded.records().get(1).partition()).isEqualTo(3);
        assertThat(decoded.records().get(1).timestamp()).isZero();
        assertThat(decoded.records().get(1).key()).containsExactly(1);
        assertThat(decoded.records().get(1).value()).isEmpty();
        assertThat(decoded.records().get(1).headers()).isEqualTo(full.headers());
    }
}
