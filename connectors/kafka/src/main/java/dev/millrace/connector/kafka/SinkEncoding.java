package dev.millrace.connector.kafka;

import dev.millrace.api.function.ThrowingFunction;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * How records of a pipeline become those of a topic. Immutable; each writer opens its own {@link Encoder}.
 *
 * @param topic where they go
 * @param value of the record and its format
 * @param key of the record and its format, or null for none
 * @param headers of the record, or null for none
 * @param partitioner of the user, or null for that of Kafka: by the key's hash
 */
record SinkEncoding<T>(
        String topic,
        Part<T, ?> value,
        @Nullable Part<T, ?> key,
        @Nullable ThrowingFunction<T, List<KafkaHeader>> headers,
        @Nullable KafkaPartitioner<T> partitioner) {

    /** A part of the record and its format. */
    record Part<T, P>(ThrowingFunction<T, @Nullable P> function, KafkaFormat<P> format) {

        PartEncoder<T, P> open(boolean isKey) {
            return new PartEncoder<>(function, format.newSerializer(isKey));
        }
    }

    private record PartEncoder<T, P>(ThrowingFunction<T, @Nullable P> function, Serializer<P> serializer) {

        byte @Nullable [] encode(String topic, RecordHeaders headers, T record) throws Exception {
            P part = function.apply(record);
            return part == null ? null : serializer.serialize(topic, headers, part);
        }
    }

    Encoder<T> open(int partitions) {
        return new Encoder<>(this, partitions);
    }

    /** Owned by one thread. */
    static final class Encoder<T> {

        private final SinkEncoding<T> how;
        private final int partitions;
        private final PartEncoder<T, ?> value;
        private final @Nullable PartEncoder<T, ?> key;

        private Encoder(SinkEncoding<T> how, int partitions) {
            this.how = how;
            this.partitions = partitions;
            value = how.value().open(false);
            key = how.key() == null ? null : how.key().open(true);
        }

        ProducerRecord<byte[], byte[]> encode(T record, long timestampMillis) throws Exception {
            RecordHeaders headers = new RecordHeaders(headers(record));
            byte @Nullable [] keyBytes = key == null ? null : key.encode(how.topic(), headers, record);
            byte @Nullable [] valueBytes = value.encode(how.topic(), headers, record);
            return new ProducerRecord<>(
                    how.topic(),
                    partition(record),
                    timestampMillis < 0 ? null : timestampMillis,
                    keyBytes,
                    valueBytes,
                    headers);
        }

        private List<Header> headers(T record) throws Exception {
            List<Header> headers = new ArrayList<>();
            if (how.headers() != null) {
                for (KafkaHeader header : how.headers().apply(record)) {
                    headers.add(new RecordHeader(header.name(), header.value()));
                }
            }
            return headers;
        }

        private @Nullable Integer partition(T record) throws Exception {
            if (how.partitioner() == null) {
                return null;
            }
            int chosen = how.partitioner().partition(record, partitions);
            if (chosen < 0 || chosen >= partitions) {
                throw new IllegalStateException("the partitioner must choose between 0 and " + (partitions - 1)
                        + ", the partitions of " + how.topic() + ", got " + chosen);
            }
            return chosen;
        }

        void close() {
            value.serializer().close();
            if (key != null) {
                key.serializer().close();
            }
        }
    }
}
