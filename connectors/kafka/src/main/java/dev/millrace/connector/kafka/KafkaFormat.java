package dev.millrace.connector.kafka;

import dev.millrace.api.function.SerializableSupplier;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * How keys or values are read from bytes and written to them. Immutable; each reader and writer gets a serializer of its own.
 *
 * @param <T> type of the keys or values
 */
public final class KafkaFormat<T> {

    private final String name;
    private final @Nullable SerializableSupplier<? extends Serializer<T>> serializers;
    private final @Nullable SerializableSupplier<? extends Deserializer<T>> deserializers;
    private final Map<String, String> settings;

    private KafkaFormat(
            String name,
            @Nullable SerializableSupplier<? extends Serializer<T>> serializers,
            @Nullable SerializableSupplier<? extends Deserializer<T>> deserializers,
            Map<String, String> settings) {
        this.name = name;
        this.serializers = serializers;
        this.deserializers = deserializers;
        this.settings = settings;
    }

    /**
     * Text in UTF-8.
     *
     * @return the format
     */
    public static KafkaFormat<String> string() {
        return new KafkaFormat<>("string", StringSerializer::new, StringDeserializer::new, Map.of());
    }

    /**
     * Bytes as they are.
     *
     * @return the format
     */
    public static KafkaFormat<byte[]> bytes() {
        return new KafkaFormat<>("bytes", ByteArraySerializer::new, ByteArrayDeserializer::new, Map.of());
    }

    /**
     * Numbers of 64 bits, big-endian.
     *
     * @return the format
     */
    public static KafkaFormat<Long> int64() {
        return new KafkaFormat<>("int64", LongSerializer::new, LongDeserializer::new, Map.of());
    }

    /**
     * JSON, by the rules of {@code JsonLines}: fields that the class lacks are ignored, a component of primitive type must be there
     * and not null, a number with a fraction is not taken for an integer, {@code java.time} types are ISO 8601 text.
     *
     * @param type a record class, or any class that Jackson can make of a JSON value
     * @param <T> type of the values
     * @return the format
     */
    public static <T> KafkaFormat<T> json(Class<T> type) {
        return json(KafkaFormat::mapper, type);
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder()
                .annotationIntrospector(new PrimitivesRequired())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .build();
    }

    /**
     * JSON, by the rules of a mapper of your own.
     *
     * @param mapper reads and writes values
     * @param type class of the values
     * @param <T> type of the values
     * @return the format
     */
    public static <T> KafkaFormat<T> json(JsonMapper mapper, Class<T> type) {
        Objects.requireNonNull(mapper, "mapper");
        return json(() -> mapper, type);
    }

    private static <T> KafkaFormat<T> json(SerializableSupplier<JsonMapper> mappers, Class<T> type) {
        Objects.requireNonNull(type, "type");
        // Where they are needed, which may be in another process: Jackson's readers and writers cannot be shipped.
        SerializableSupplier<Serializer<T>> serializers = () -> {
            ObjectWriter writer = mappers.get().writerFor(type);
            return (topic, value) -> value == null ? null : writer.writeValueAsBytes(value);
        };
        SerializableSupplier<Deserializer<T>> deserializers = () -> {
            ObjectReader reader = mappers.get().readerFor(type);
            return (topic, bytes) -> bytes == null ? null : reader.readValue(bytes);
        };
        return new KafkaFormat<>("JSON", serializers, deserializers, Map.of());
    }

    /**
     * A format of your own, or of a library.
     *
     * @param serializers makes one for each writer
     * @param deserializers makes one for each reader
     * @param <T> type of the keys or values
     * @return the format
     */
    public static <T> KafkaFormat<T> of(
            SerializableSupplier<? extends Serializer<T>> serializers,
            SerializableSupplier<? extends Deserializer<T>> deserializers) {
        return new KafkaFormat<>(
                "own",
                Objects.requireNonNull(serializers, "serializers"),
                Objects.requireNonNull(deserializers, "deserializers"),
                Map.of());
    }

    /**
     * A format that can only be read.
     *
     * @param deserializers makes one for each reader
     * @param <T> type of the keys or values
     * @return the format
     */
    public static <T> KafkaFormat<T> reading(SerializableSupplier<? extends Deserializer<T>> deserializers) {
        return new KafkaFormat<>("own", null, Objects.requireNonNull(deserializers, "deserializers"), Map.of());
    }

    /**
     * A format that can only be written.
     *
     * @param serializers makes one for each writer
     * @param <T> type of the keys or values
     * @return the format
     */
    public static <T> KafkaFormat<T> writing(SerializableSupplier<? extends Serializer<T>> serializers) {
        return new KafkaFormat<>("own", Objects.requireNonNull(serializers, "serializers"), null, Map.of());
    }

    /**
     * Gives serializers and deserializers a setting, as the address of a schema registry.
     *
     * @param setting its name
     * @param value its value
     * @return a new format
     */
    public KafkaFormat<T> with(String setting, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(setting, value);
        return new KafkaFormat<>(name, serializers, deserializers, Map.copyOf(more));
    }

    void requireReadable(String what) {
        if (deserializers == null) {
            throw new IllegalArgumentException(
                    "the format of the " + what + " can only be written; make it with reading(...) or of(...)");
        }
    }

    void requireWritable(String what) {
        if (serializers == null) {
            throw new IllegalArgumentException(
                    "the format of the " + what + " can only be read; make it with writing(...) or of(...)");
        }
    }

    Deserializer<T> newDeserializer(boolean isKey) {
        Deserializer<T> made = Objects.requireNonNull(deserializers, "checked").get();
        made.configure(settings, isKey);
        return made;
    }

    Serializer<T> newSerializer(boolean isKey) {
        Serializer<T> made = Objects.requireNonNull(serializers, "checked").get();
        made.configure(settings, isKey);
        return made;
    }

    @Override
    public String toString() {
        return name;
    }
}
