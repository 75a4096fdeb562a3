package dev.millrace.connector.kafka;

import dev.millrace.api.function.SerializableSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Which topics are read. Immutable; a format makes a source of it. */
public final class KafkaTopics {

    private final Kafka kafka;
    private final List<String> names;
    private final @Nullable Pattern pattern;

    KafkaTopics(Kafka kafka, List<String> names, @Nullable Pattern pattern) {
        if (names.isEmpty() && pattern == null) {
            throw new IllegalArgumentException("at least one topic must be named");
        }
        this.kafka = kafka;
        this.names = names;
        this.pattern = pattern;
    }

    /**
     * Reads values alone. A record without a value is an error: read {@link #records} where there may be some.
     *
     * @param values their format
     * @param <V> their type
     * @return the source
     */
    public <V> KafkaSource<V> values(KafkaFormat<V> values) {
        values.requireReadable("values");
        return decodedBy(() -> new ValueDecoder<>(values.newDeserializer(false)));
    }

    /**
     * Reads keys, values, headers and where each record stands.
     *
     * @param keys format of the keys
     * @param values format of the values
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the source
     */
    public <K, V> KafkaSource<KafkaRecord<K, V>> records(KafkaFormat<K> keys, KafkaFormat<V> values) {
        keys.requireReadable("keys");
        values.requireReadable("values");
        return decodedBy(() -> new RecordDecoder<>(keys.newDeserializer(true), values.newDeserializer(false)));
    }

    /**
     * Reads whatever a decoder of your own makes of records.
     *
     * @param decoders makes one for each reader
     * @param <T> type of the records
     * @return the source
     */
    public <T> KafkaSource<T> decodedBy(SerializableSupplier<? extends KafkaDecoder<T>> decoders) {
        return KafkaSource.of(this, Objects.requireNonNull(decoders, "decoders"));
    }

    Kafka kafka() {
        return kafka;
    }

    /** Empty if there is a pattern. */
    List<String> names() {
        return names;
    }

    @Nullable
    Pattern pattern() {
        return pattern;
    }

    /** Whether a topic is to be read that exists in the cluster. */
    boolean matches(String topic) {
        return pattern == null
                ? names.contains(topic)
                : !topic.startsWith("__") && pattern.matcher(topic).matches();
    }

    @Override
    public String toString() {
        return (pattern == null ? "topics " + String.join(", ", names) : "topics like " + pattern) + " of " + kafka;
    }

    private record ValueDecoder<V>(Deserializer<V> values) implements KafkaDecoder<V> {

        @Override
        public V decode(ConsumerRecord<byte[], byte[]> record) {
            if (record.value() == null) {
                throw new IllegalArgumentException(
                        "the record has no value, as one that deletes its key; read records(...), where a value may be null");
            }
            return Objects.requireNonNull(
                    values.deserialize(record.topic(), record.headers(), record.value()), "the value must not be null");
        }

        @Override
        public void close() {
            values.close();
        }
    }

    private record RecordDecoder<K, V>(Deserializer<K> keys, Deserializer<V> values)
            implements KafkaDecoder<KafkaRecord<K, V>> {

        @Override
        public KafkaRecord<K, V> decode(ConsumerRecord<byte[], byte[]> record) {
            byte[] key = record.key();
            byte[] value = record.value();
            List<KafkaHeader> headers = new ArrayList<>();
            for (Header header : record.headers()) {
                headers.add(new KafkaHeader(header.key(), header.value()));
            }
            return new KafkaRecord<>(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    key == null ? null : keys.deserialize(record.topic(), record.headers(), key),
                    value == null ? null : values.deserialize(record.topic(), record.headers(), value),
                    headers);
        }

        @Override
        public void close() {
            keys.close();
            values.close();
        }
    }
}
