package dev.millrace.connector.kafka;

import dev.millrace.testkit.kafka.AcknowledgedProducer;
import dev.millrace.testkit.kafka.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker of all tests here, started by the first and stopped with the JVM; and plain clients, which share no code with ours. */
final class Broker {

    private static final EmbeddedKafka KAFKA = EmbeddedKafka.start();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger TOPICS = new AtomicInteger();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(KAFKA::close));
    }

    private Broker() {}

    static EmbeddedKafka embedded() {
        return KAFKA;
    }

    static Kafka kafka() {
        return Kafka.at(KAFKA.bootstrapServers());
    }

    /** Creates a topic that no other test has. */
    static String topic(String prefix, int partitions) {
        String name = prefix + "-" + TOPICS.incrementAndGet();
        KAFKA.createTopic(name, partitions);
        return name;
    }

    static AcknowledgedProducer<String, String> producer() {
        return KAFKA.producer(new StringSerializer(), new StringSerializer());
    }

    /** Writes values to one partition, a millisecond after the other from 1970 on. */
    static void produce(String topic, int partition, String... values) {
        try (AcknowledgedProducer<String, String> producer = producer()) {
            long time = 0;
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, partition, time++, "key of " + value, value));
            }
        }
    }

    static List<String> values(String topic) {
        return read(topic, true).stream().map(ConsumerRecord::value).toList();
    }

    /**
     * All records of a topic, from its beginning to where it ends now, partition by partition. If only committed ones are wanted it waits
     * for transactions to end: a commit has returned before consumers see it.
     */
    static List<ConsumerRecord<String, String>> read(String topic, boolean isCommitted) {
        Map<TopicPartition, Long> ends;
        List<TopicPartition> partitions;
        try (KafkaConsumer<String, String> consumer = consumer("read_uncommitted")) {
            partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .sorted(Comparator.comparingInt(TopicPartition::partition))
                    .toList();
            ends = consumer.endOffsets(partitions);
        }
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer(isCommitted ? "read_committed" : "read_uncommitted")) {
            long start = System.nanoTime();
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                while (consumer.position(partition) < ends.get(partition)) {
                    consumer.poll(Duration.ofMillis(50)).forEach(found::add);
                    if (System.nanoTime() - start > PATIENCE.toNanos()) {
                        throw new AssertionError("a transaction has not ended: " + partition + " is seen to "
                                + consumer.position(partition) + " and not to " + ends);
                    }
                }
            }
        }
        return found;
    }

    private static KafkaConsumer<String, String> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", KAFKA.bootstrapServers(), "isolation.level", isolation),
                new StringDeserializer(),
                new StringDeserializer());
    }
}
