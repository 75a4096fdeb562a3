package dev.millrace.connector.kafka;

import dev.millrace.testkit.kafka.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker of all tests here, started by the first and stopped with the JVM; and plain clients, which share no code with ours. */
final class Broker {

    private static final EmbeddedKafka KAFKA = EmbeddedKafka.start();
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

    static KafkaProducer<String, String> producer(Map<String, String> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", KAFKA.bootstrapServers());
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /** Writes values to one partition, a millisecond after the other from 1970 on. */
    static void produce(String topic, int partition, String... values) {
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            long time = 0;
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, partition, time++, "key of " + value, value));
            }
        }
    }

    static List<String> values(String topic) {
        return read(topic, true).stream().map(ConsumerRecord::value).toList();
    }

    /** All records of a topic, from its beginning to where it ends now, partition by partition. */
    static List<ConsumerRecord<String, String>> read(String topic, boolean isCommitted) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                KAFKA.bootstrapServers(),
                "isolation.level",
                isCommitted ? "read_committed" : "read_uncommitted",
                "auto.offset.reset",
                "earliest");
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .sorted(java.util.Comparator.comparingInt(TopicPartition::partition))
                    .toList();
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                while (consumer.position(partition) < end) {
                    consumer.poll(Duration.ofMillis(50)).forEach(found::add);
                }
            }
        }
        return found;
    }
}
