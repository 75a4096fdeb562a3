package dev.millrace.connector.kafka;

/**
 * Says to which partition a record goes.
 *
 * @param <T> type of the records
 */
@FunctionalInterface
public interface KafkaPartitioner<T> {

    /**
     * Chooses a partition.
     *
     * @param record to be written
     * @param partitions how many the topic had when the writer was opened
     * @return from 0 to {@code partitions - 1}
     * @throws Exception whatever went wrong; it fails the job
     */
    int partition(T record, int partitions) throws Exception;
}
