package dev.millrace.connector.kafka;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.function.ThrowingFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
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

    /** Opens one, after it has been found out what the topic takes. */
    Encoder<T> open(Kafka kafka, int partitions, InstantSource clock) throws IOException {
        return new Encoder<>(this, partitions, TopicLimits.of(kafka, topic), clock);
    }

    /** Owned by one thread. */
    static final class Encoder<T> {

        private final SinkEncoding<T> how;
        private final int partitions;
        private final TopicLimits limits;
        private final InstantSource clock;
        private final PartEncoder<T, ?> value;
        private final @Nullable PartEncoder<T, ?> key;

        private Encoder(SinkEncoding<T> how, int partitions, TopicLimits limits, InstantSource clock) {
            this.how = how;
            this.partitions = partitions;
            this.limits = limits;
            this.clock = clock;
            value = how.value().open(false);
            key = how.key() == null ? null : how.key().open(true);
        }

        /** One record of a batch. */
        ProducerRecord<byte[], byte[]> encode(Records<T> batch, int index) throws RecordRefusedException, IOException {
            ProducerRecord<byte[], byte[]> encoded;
            try {
                encoded = encode(batch.get(index), batch.timestamp(index));
            } catch (UncheckedIOException away) {
                // Not the record is bad: what the serializer asks, as a registry, does not answer.
                throw new IOException(away.getMessage(), away);
            } catch (Exception failed) {
                throw new RecordRefusedException(
                        index,
                        "a record cannot be written to topic " + how.topic() + ": " + failed.getMessage(),
                        failed);
            }
            String refusal = limits.refusal(encoded, clock.millis());
            if (refusal != null) {
                throw new RecordRefusedException(index, refusal, null);
            }
            return encoded;
        }

        private ProducerRecord<byte[], byte[]> encode(T record, long timestampMillis) throws Exception {
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
