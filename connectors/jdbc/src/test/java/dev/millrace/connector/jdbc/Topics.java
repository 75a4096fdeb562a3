package dev.millrace.connector.jdbc;

import dev.millrace.testkit.kafka.AcknowledgedProducer;
import dev.millrace.testkit.kafka.EmbeddedKafka;
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
    static AcknowledgedProducer<String, Long> create(String topic, int partitions) {
        KAFKA.createTopic(topic, partitions);
        return KAFKA.producer(new StringSerializer(), new LongSerializer());
    }
}
