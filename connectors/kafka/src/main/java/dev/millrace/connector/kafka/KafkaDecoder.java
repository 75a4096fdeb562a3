package dev.millrace.connector.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes records of the pipeline of those in a topic. Each reader has its own, used by one thread.
 *
 * @param <T> type of the records
 */
@FunctionalInterface
public interface KafkaDecoder<T> {

    /**
     * Decodes one record.
     *
     * @param record with topic, partition, offset, timestamp, headers, and the bytes of key and value, each of which may be null
     * @return never null
     * @throws Exception if it is no record; it becomes a dead letter, or the job fails with its topic, partition and offset, unless
     *     {@link KafkaSource#insteadOfBad} says otherwise. An {@link java.io.UncheckedIOException} says that something else is to blame, as a registry
     *     that does not answer, and fails the job in any case
     */
    T decode(ConsumerRecord<byte[], byte[]> record) throws Exception;

    /** Releases everything. */
    default void close() {}
}
