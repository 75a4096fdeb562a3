package dev.millrace.connector.kafka;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record with all that Kafka knows about it. Immutable.
 *
 * @param topic where it was read
 * @param partition of the topic
 * @param offset in the partition
 * @param timestampMillis epoch milliseconds; the producer's or the broker's, as the topic is set
 * @param key null if it has none
 * @param value null if it has none, which in a compacted topic deletes the key
 * @param headers in order, unmodifiable
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record KafkaRecord<K, V>(
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        @Nullable K key,
        @Nullable V value,
        List<KafkaHeader> headers) {

    /** Copies the headers. */
    public KafkaRecord {
        headers = List.copyOf(headers);
    }

    /**
     * Looks for a header.
     *
     * @param name of the header
     * @return the last one of that name, or null
     */
    public @Nullable KafkaHeader header(String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).name().equals(name)) {
                return headers.get(i);
            }
        }
        return null;
    }
}
