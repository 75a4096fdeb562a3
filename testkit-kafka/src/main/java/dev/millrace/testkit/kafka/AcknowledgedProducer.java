package dev.millrace.testkit.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A plain producer of Kafka whose {@link #close} fails unless the broker has acknowledged all that was sent. What a test puts into a
 * topic is what it later compares with: a producer that is only closed tells nobody of a batch that was given up.
 *
 * <p>May be used by any thread; what is sent while another one closes it may be missed.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class AcknowledgedProducer<K, V> implements AutoCloseable {

    private final KafkaProducer<K, V> producer;
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicReference<@Nullable Exception> firstFailure = new AtomicReference<>();

    /**
     * Opens one.
     *
     * @param bootstrapServers of the broker
     * @param settings of the client, beside that of the servers
     * @param keys writes keys
     * @param values writes values
     */
    public AcknowledgedProducer(
            String bootstrapServers, Map<String, ?> settings, Serializer<K> keys, Serializer<V> values) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", bootstrapServers);
        producer = new KafkaProducer<>(all, keys, values);
    }

    /**
     * Sends a record, without waiting for an answer.
     *
     * @param record with or without partition, time, key, value, and headers
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback learns of it, too
    public void send(ProducerRecord<K, V> record) {
        producer.send(record, (place, failed) -> {
            if (failed != null) {
                refused.incrementAndGet();
                firstFailure.compareAndSet(null, failed);
            }
        });
    }

    /**
     * Waits until all is acknowledged, and releases everything.
     *
     * @throws IllegalStateException if not all is in the topic, with the first reason that the client gave
     */
    @Override
    public void close() {
        producer.close();
        if (refused.get() > 0) {
            throw new IllegalStateException(
                    refused + " records were not acknowledged by the broker", firstFailure.get());
        }
    }
}
