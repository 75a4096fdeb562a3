package dev.millrace.connector.kafka;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.testkit.connector.Refusal;
import dev.millrace.testkit.connector.SinkContract;
import dev.millrace.testkit.connector.SourceContract;
import dev.millrace.testkit.kafka.AcknowledgedProducer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Nested;

/** Topics, both ways, by the contract that every connector keeps. */
class KafkaContractTest {

    private static final int PARTITIONS = 2;

    private static String value(long number, int bytes) {
        return number + ":" + "x".repeat(bytes);
    }

    private static long parse(String value) {
        return Long.parseLong(value.substring(0, value.indexOf(':')));
    }

    /** Brokers that are not there, and clients that know it soon. */
    private static Kafka nobody() {
        return impatient(Kafka.at("127.0.0.1:1"));
    }

    private static Kafka impatient(Kafka kafka) {
        return kafka.with("default.api.timeout.ms", "500").with("max.block.ms", "300");
    }

    @Nested
    class TopicSource extends SourceContract<String> {

        @Override
        protected Source<String> source(int records, int bytes) {
            String topic = Broker.topic("contract-source", PARTITIONS);
            try (AcknowledgedProducer<String, String> producer = Broker.producer()) {
                for (int i = 0; i < records; i++) {
                    producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, value(i, bytes)));
                }
            }
            return reading(Broker.kafka(), topic);
        }

        private static Source<String> reading(Kafka kafka, String topic) {
            return kafka.topics(topic).values(KafkaFormat.string()).untilLatest();
        }

        @Override
        protected long number(String record) {
            return parse(record);
        }

        /** Each time there is a consumer to be made, and another one for its offsets. */
        @Override
        protected int positionsMax() {
            return 8;
        }

        /** The broker is in the same process, with what it sends and what it keeps of that. */
        @Override
        protected long bytesAheadMax() {
            return 16 << 20;
        }

        @Override
        protected Refusal<Source<String>> absent() {
            return new Refusal<>(reading(nobody(), "any"), "127.0.0.1:1");
        }

        @Override
        protected Refusal<Source<String>> refused() {
            return new Refusal<>(reading(impatient(Broker.kafka()), "no-such-topic"), "no-such-topic");
        }
    }

    private abstract static class TopicSink extends SinkContract<String> {

        abstract KafkaSink<String> writing(Kafka kafka, String topic);

        @Override
        protected Target<String> target() {
            String topic = Broker.topic("contract-sink", PARTITIONS);
            return new Topic(topic, writing(Broker.kafka(), topic));
        }

        @Override
        protected String record(long number, int bytes) {
            return value(number, bytes);
        }

        @Override
        protected Refusal<Sink<String>> absent() {
            return new Refusal<>(writing(nobody(), "any"), "127.0.0.1:1");
        }

        @Override
        protected Refusal<Sink<String>> refused() {
            return new Refusal<>(writing(impatient(Broker.kafka()), "no-such-topic"), "no-such-topic");
        }
    }

    @Nested
    class ExactlyOnceSink extends TopicSink {

        @Override
        KafkaSink<String> writing(Kafka kafka, String topic) {
            return kafka.to(topic, KafkaFormat.string()).exactlyOnce(topic);
        }
    }

    @Nested
    class AtLeastOnceSink extends TopicSink {

        @Override
        KafkaSink<String> writing(Kafka kafka, String topic) {
            return kafka.to(topic, KafkaFormat.string());
        }
    }

    /** A topic, read by a plain consumer. */
    private record Topic(String name, KafkaSink<String> sink) implements SinkContract.Target<String> {

        @Override
        public List<Long> visible() {
            return Broker.read(name, true).stream()
                    .map(ConsumerRecord::value)
                    .map(KafkaContractTest::parse)
                    .toList();
        }

        /** Sends all of the epoch, and does not commit the transaction. */
        @Override
        public void dieWithinCommit(long epoch, byte[] prepared) throws IOException {
            if (sink.guarantee() == Sink.Guarantee.TRANSACTIONAL) {
                EpochTransactions dying = EpochTransactions.open(
                        Broker.kafka(), new TransactionName(name, 0), name, Duration.ofSeconds(60));
                dying.send(epoch, PreparedRecords.decode(prepared).records(), "any");
            }
        }
    }
}
