package dev.millrace.connector.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes the id of the schema, and the record behind it. Owned by one thread. */
final class WireSerializer<T> implements Serializer<T> {

    private final RegistryClient client;
    private final Wire<T> wire;

    /** By topic. */
    private final Map<String, Integer> ids = new HashMap<>();

    private boolean isKey;

    WireSerializer(RegistryClient client, Wire<T> wire) {
        this.client = client;
        this.wire = wire;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isOfKeys) {
        isKey = isOfKeys;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface has no annotations: no record has no bytes
    public byte @Nullable [] serialize(String topic, @Nullable T record) {
        if (record == null) {
            return null;
        }
        byte[] bytes = wire.encode(record);
        Integer id = ids.get(topic);
        if (id == null) {
            id = idOf(topic);
            ids.put(topic, id);
        }
        return ByteBuffer.allocate(WireDeserializer.HEADER_BYTES + bytes.length)
                .put(WireDeserializer.MAGIC)
                .putInt(id)
                .put(bytes)
                .array();
    }

    private int idOf(String topic) {
        String subject = topic + (isKey ? "-key" : "-value");
        try {
            return client.id(subject, wire.written(client));
        } catch (IOException refused) {
            throw new UncheckedIOException(
                    new IOException("the schema of subject " + subject + ": " + refused.getMessage(), refused));
        }
    }
}
