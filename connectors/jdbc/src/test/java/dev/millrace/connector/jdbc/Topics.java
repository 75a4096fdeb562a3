package dev.millrace.connector.jdbc;

import dev.millrace.testkit.kafka.EmbeddedKafka;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker of tests that go from topics into tables, started by the first of them and stopped with the JVM. */
final class Topics {

    private static final EmbeddedKafka KAFKA = EmbeddedKafka.start();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(KAFKA::close));
    }

    private Topics() {}

    static EmbeddedKafka broker() {
        return KAFKA;
    }

    static String servers() {
        return KAFKA.bootstrapServers();
    }

    /** Creates a topic, and a plain producer, which shares no code with ours. */
    static KafkaProducer<String, Long> create(String topic, int partitions) {
        KAFKA.createTopic(topic, partitions);
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", servers()), new StringSerializer(), new LongSerializer());
    }
}
