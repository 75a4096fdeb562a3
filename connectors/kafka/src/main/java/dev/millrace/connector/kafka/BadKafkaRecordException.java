package dev.millrace.connector.kafka;

import java.io.IOException;
import java.io.Serial;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic that could not be decoded. Its message names topic, partition, offset and reason, as
 * {@code edits-3, offset 17: ...}.
 */
public final class BadKafkaRecordException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final int partition;
    private final long offset;
    private final transient @Nullable ConsumerRecord<byte[], byte[]> record;

    BadKafkaRecordException(ConsumerRecord<byte[], byte[]> record, String reason, @Nullable Throwable cause) {
        super(record.topic() + "-" + record.partition() + ", offset " + record.offset() + ": " + reason, cause);
        topic = record.topic();
        partition = record.partition();
        offset = record.offset();
        this.record = record;
    }

    /**
     * The topic.
     *
     * @return its name
     */
    public String topic() {
        return topic;
    }

    /**
     * The partition.
     *
     * @return its number in the topic
     */
    public int partition() {
        return partition;
    }

    /**
     * The offset.
     *
     * @return where the record stands in its partition
     */
    public long offset() {
        return offset;
    }

    /**
     * The record as it was read.
     *
     * @return null only if this exception was serialized
     */
    public @Nullable ConsumerRecord<byte[], byte[]> record() {
        return record;
    }
}
