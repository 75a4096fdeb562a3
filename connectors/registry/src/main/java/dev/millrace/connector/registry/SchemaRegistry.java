package dev.millrace.connector.registry;

import com.google.protobuf.Message;
import dev.millrace.connector.avro.AvroCodec;
import dev.millrace.connector.kafka.KafkaFormat;
import dev.millrace.connector.protobuf.ProtobufCodec;
import java.io.Serial;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Objects;

/**
 * A registry of schemas that speaks Confluent's REST interface, as Confluent's own, Karapace and Apicurio do. Immutable; each setting returns a new one.
 *
 * <pre>{@code
 * SchemaRegistry registry = SchemaRegistry.at(URI.create("http://localhost:8081"));
 * pipeline.read("edits", kafka.topics("edits").values(registry.avro(Edit.class)));
 * }</pre>
 *
 * <p>Reading asks for each schema once, by the id in the record, and compares it with the class. Writing registers the schema of the class, for the
 * subject {@code topic-value} or {@code topic-key}, with the first record of a topic; whether it is compatible with those before is the registry's
 * to say. A registry that does not answer, after all retries, fails the job; a record whose schema it does not know, or whose schema does not fit the
 * class, is a bad record.
 *
 * <p>The thread that asks waits for the answer: a worker, once for each schema, at most {@link #timeout} for each try.
 */
public final class SchemaRegistry implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    /** How long an answer is waited for, unless set: 5 seconds. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** How often a request is tried again, unless set: 3 times. */
    public static final int RETRIES = 3;

    /** The most bytes that an answer may have: 4 MiB. */
    public static final int ANSWER_BYTES_MAX = 4 << 20;

    /** How many schemas a reader or writer remembers: 1,000. */
    public static final int CACHED_SCHEMAS_MAX = 1_000;

    private final RegistrySettings settings;

    private SchemaRegistry(RegistrySettings settings) {
        this.settings = settings;
    }

    /**
     * A registry.
     *
     * @param address with http or https, without user, query and fragment
     * @return the registry, which has not been asked anything
     */
    public static SchemaRegistry at(URI address) {
        return new SchemaRegistry(
                new RegistrySettings(address, new LinkedHashMap<>(), TIMEOUT, RETRIES, Duration.ofMillis(200), true));
    }

    /**
     * Sends a header with each request, as {@code Authorization}.
     *
     * @param name of the header
     * @param value of the header; not in any message
     * @return a new registry
     */
    public SchemaRegistry header(String name, String value) {
        LinkedHashMap<String, String> more = new LinkedHashMap<>(settings.headers());
        more.put(name, Objects.requireNonNull(value, "value"));
        return new SchemaRegistry(new RegistrySettings(
                settings.address(),
                more,
                settings.timeout(),
                settings.retries(),
                settings.firstWait(),
                settings.isRegistering()));
    }

    /**
     * Sets how long an answer is waited for.
     *
     * @param timeout longer than 0; {@link #TIMEOUT} unless set
     * @return a new registry
     */
    public SchemaRegistry timeout(Duration timeout) {
        return new SchemaRegistry(new RegistrySettings(
                settings.address(),
                settings.headers(),
                timeout,
                settings.retries(),
                settings.firstWait(),
                settings.isRegistering()));
    }

    /**
     * Sets how often a request is tried again that is not answered, or answered with 408, 429 or 5xx.
     *
     * @param retries 0 to 20; {@link #RETRIES} unless set
     * @param wait before the first of them, doubled with each, at most 10 seconds; 200 ms unless set
     * @return a new registry
     */
    public SchemaRegistry retries(int retries, Duration wait) {
        return new SchemaRegistry(new RegistrySettings(
                settings.address(), settings.headers(), settings.timeout(), retries, wait, settings.isRegistering()));
    }

    /**
     * Writes only with schemas that are registered already: for production, where schemas are registered by hand.
     *
     * @return a new registry; writing a record whose schema is not there fails the job
     */
    public SchemaRegistry withoutRegistering() {
        return new SchemaRegistry(new RegistrySettings(
                settings.address(),
                settings.headers(),
                settings.timeout(),
                settings.retries(),
                settings.firstWait(),
                false));
    }

    /**
     * Avro records. What was written with another schema is read by names of fields, as {@link AvroCodec#reading} does.
     *
     * @param type a record class
     * @param <T> type of the records
     * @return the format
     * @throws IllegalArgumentException if the class has a field without a schema; the message names it
     */
    public <T> KafkaFormat<T> avro(Class<T> type) {
        AvroCodec.of(type);
        RegistrySettings of = settings;
        return KafkaFormat.of(
                () -> new WireSerializer<>(new RegistryClient(of), new AvroWire<>(AvroCodec.of(type))),
                () -> new WireDeserializer<>(new RegistryClient(of), new AvroWire<>(AvroCodec.of(type))));
    }

    /**
     * Messages of Protocol Buffers. The schema in the registry tells of which type a message is, and must be that of the class; its fields are
     * matched by their numbers, as always.
     *
     * @param type a class that {@code protoc} has generated
     * @param <T> type of the messages
     * @return the format, with the limits of {@link ProtobufCodec}
     * @throws IllegalArgumentException if the class is none of those
     */
    public <T extends Message> KafkaFormat<T> protobuf(Class<T> type) {
        ProtobufCodec.of(type);
        RegistrySettings of = settings;
        return KafkaFormat.of(
                () -> new WireSerializer<>(new RegistryClient(of), new ProtobufWire<>(ProtobufCodec.of(type))),
                () -> new WireDeserializer<>(new RegistryClient(of), new ProtobufWire<>(ProtobufCodec.of(type))));
    }

    /** Without headers, which may hold secrets. */
    @Override
    public String toString() {
        return "schema registry at " + settings.address();
    }
}
