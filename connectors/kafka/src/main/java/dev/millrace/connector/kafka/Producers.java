package dev.millrace.connector.kafka;

import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Opens producers with the settings that no writer can do without, and says in our words why that failed. */
final class Producers {

    private Producers() {}

    static Producer<byte[], byte[]> open(Kafka kafka, Map<String, Object> more) {
        Map<String, Object> settings = kafka.settingsFor(ProducerConfig.configNames());
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Finds out how many partitions a topic has, and so whether it exists. */
    static int partitions(Producer<byte[], byte[]> producer, Kafka kafka, String topic) throws IOException {
        try {
            return producer.partitionsFor(topic).size();
        } catch (TimeoutException late) {
            throw new IOException(
                    "topic " + topic + " of " + kafka
                            + " was not found: no broker answers, or the topic does not exist;"
                            + " 'max.block.ms' says how long to wait",
                    late);
        } catch (InterruptException interrupted) {
            throw new IOException("interrupted while waiting for " + kafka, interrupted);
        } catch (KafkaException failed) {
            throw new IOException(
                    "topic " + topic + " of " + kafka + " cannot be written: " + failed.getMessage(), failed);
        }
    }
}
