package dev.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.WaitingSource;
import dev.millrace.testkit.kafka.AcknowledgedProducer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records that cannot be decoded are kept whole, and come again. */
class KafkaLettersTest {

    record Item(int id) {}

    private static final int RECORDS = 60;

    /** What was sent, in the terms of a reader. */
    private static List<KafkaRecord<byte[], byte[]>> send(String topic, long seed) {
        Random random = new Random(seed);
        List<KafkaRecord<byte[], byte[]>> sent = new ArrayList<>();
        try (AcknowledgedProducer<byte[], byte[]> producer =
                Broker.embedded().producer(new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                byte[] key = bytes(random);
                boolean isGood = random.nextInt(3) > 0;
                byte[] value = isGood ? ("{\"id\":" + i + "}").getBytes(StandardCharsets.UTF_8) : bytes(random);
                RecordHeaders headers = new RecordHeaders();
                List<KafkaHeader> known = new ArrayList<>();
                for (int header = random.nextInt(3); header > 0; header--) {
                    byte[] content = bytes(random);
                    headers.add("header-" + header, content);
                    known.add(new KafkaHeader("header-" + header, content));
                }
                producer.send(new ProducerRecord<>(topic, 0, 1_000L + i, key, value, headers));
                sent.add(new KafkaRecord<>(topic, 0, i, 1_000L + i, key, value, known));
            }
        }
        return sent;
    }

    /** No JSON, and sometimes none at all. */
    private static byte @Nullable [] bytes(Random random) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        byte[] bytes = new byte[1 + random.nextInt(20)];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0xC0;
        return bytes;
    }

    private static boolean isGood(KafkaRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return value != null && value[0] == '{';
    }

    /** By content, which records with arrays do not compare. */
    private static String text(KafkaRecord<byte[], byte[]> record, List<KafkaHeader> headers) {
        return Arrays.toString(record.key())
                + Arrays.toString(record.value())
                + headers.stream()
                        .map(header -> header.name() + Arrays.toString(header.value()))
                        .toList();
    }

    private static KafkaSource<Item> items(String topic) {
        return Broker.kafka().topics(topic).values(KafkaFormat.json(Item.class)).untilLatest();
    }

    @Test
    void whatCouldNotBeDecodedGoesToATopicAndComesAgain() throws Exception {
        String topic = Broker.topic("letters", 1);
        String letters = Broker.topic("undecoded", 1);
        List<KafkaRecord<byte[], byte[]>> sent = send(topic, 1);
        CollectingSink<Item> good = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("letters");
        pipeline.read("items", items(topic)).write("good", good);
        pipeline.deadLetters().write("undecoded", KafkaLetters.to(Broker.kafka(), letters));
        Jobs.run(pipeline, 2);

        List<KafkaRecord<byte[], byte[]>> bad =
                sent.stream().filter(record -> !isGood(record)).toList();
        assertThat(good.records()).hasSize(sent.size() - bad.size());
        List<KafkaRecord<byte[], byte[]>> again = new ArrayList<>();
        CollectingSink<KafkaRecord<byte[], byte[]>> collected = new CollectingSink<>();
        Pipeline replay = Pipeline.named("replay");
        replay.read(
                        "letters",
                        Broker.kafka()
                                .topics(letters)
                                .records(KafkaFormat.bytes(), KafkaFormat.bytes())
                                .untilLatest())
                .write("again", collected);
        Jobs.run(replay, 1);
        again.addAll(collected.records());

        assertThat(again.stream()
                        .map(record -> text(
                                record,
                                record.headers().subList(0, record.headers().size() - 5))))
                .containsExactlyElementsOf(bad.stream()
                        .map(record -> text(record, record.headers()))
                        .toList());
        for (int i = 0; i < bad.size(); i++) {
            KafkaRecord<byte[], byte[]> letter = again.get(i);
            assertThat(letter.header(KafkaLetters.TOPIC_HEADER).text()).isEqualTo(topic);
            assertThat(letter.header(KafkaLetters.PARTITION_HEADER).text()).isEqualTo("0");
            assertThat(letter.header(KafkaLetters.OFFSET_HEADER).text())
                    .isEqualTo(String.valueOf(bad.get(i).offset()));
            assertThat(letter.header(KafkaLetters.ERROR_HEADER).text())
                    .isEqualTo(BadKafkaRecordException.class.getName());
            assertThat(letter.header(KafkaLetters.MESSAGE_HEADER).text())
                    .startsWith(topic + "-0, offset " + bad.get(i).offset() + ": ");
        }
    }

    @Test
    void aJobThatDiesKeepsEachLetterOnce() {
        String topic = Broker.topic("dying", 1);
        List<KafkaRecord<byte[], byte[]>> sent = send(topic, 2);
        for (int seed = 0; seed < 3; seed++) {
            CollectingSink<DeadLetter> letters = new CollectingSink<>();
            CollectingSink<Item> good = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("dying");
            pipeline.read("items", new WaitingSource<>(items(topic))).write("good", good);
            pipeline.deadLetters().write("letters", letters);
            TestRun run = TestRun.of(pipeline)
                    .workers(1 + seed)
                    .seed(seed)
                    .crashes(1 + seed)
                    .start()
                    .runToEnd();

            assertThat(good.records()).as("%s", run).hasSize((int)
                    sent.stream().filter(KafkaLettersTest::isGood).count());
            assertThat(letters.records().stream()
                            .map(KafkaLetters::record)
                            .map(record ->
                                    record.offset() + " " + record.timestampMillis() + text(record, record.headers())))
                    .as("%s", run)
                    .containsExactlyInAnyOrderElementsOf(sent.stream()
                            .filter(record -> !isGood(record))
                            .map(record ->
                                    record.offset() + " " + record.timestampMillis() + text(record, record.headers()))
                            .toList());
        }
    }

    @Test
    void bytesOfAnotherSourceAreRefused() {
        assertThatThrownBy(() -> KafkaLetters.record("a line".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("6 bytes are no letter of a source of topics: its version must be 1, got 97");
    }
}
