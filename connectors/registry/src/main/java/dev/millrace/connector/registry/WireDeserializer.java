package dev.millrace.connector.registry;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the id of a schema, and the record behind it by that schema. Owned by one thread.
 *
 * <p>What is wrong with a record is an {@link IllegalArgumentException}; that the registry does not answer, an {@link UncheckedIOException}. An id that the
 * registry did not know is remembered for some seconds: many bad records do not make as many requests.
 */
final class WireDeserializer<T> implements Deserializer<T> {

    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 1 + Integer.BYTES;

    private static final long ASK_AGAIN_NANOS = 10_000_000_000L;

    private final RegistryClient client;
    private final Wire<T> wire;

    /** By id; the one that was used least recently goes. */
    private final Map<Integer, Known<T>> known = new LinkedHashMap<>(16, 0.75f, true) {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Known<T>> eldest) {
            return size() > SchemaRegistry.CACHED_SCHEMAS_MAX;
        }
    };

    /** A reader, or why there is none, and since when. */
    private record Known<T>(Wire.@Nullable Reader<T> reader, String problem, long nanos) {}

    WireDeserializer(RegistryClient client, Wire<T> wire) {
        this.client = client;
        this.wire = wire;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface has no annotations: no bytes are no record
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
            throw new IllegalArgumentException(
                    "a value of a schema registry begins with a 0 and four bytes of an id; this one has "
                            + bytes.length + " bytes" + (bytes.length == 0 ? "" : " and begins with " + bytes[0])
                            + ", so it was written without one");
        }
        int id = ByteBuffer.wrap(bytes).getInt(1);
        try {
            return reader(id).decode(bytes, HEADER_BYTES);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("schema " + id + ": " + bad.getMessage(), bad);
        }
    }

    private Wire.Reader<T> reader(int id) {
        Known<T> found = known.get(id);
        if (found == null || found.reader == null && System.nanoTime() - found.nanos > ASK_AGAIN_NANOS) {
            found = ask(id);
            known.put(id, found);
        }
        if (found.reader == null) {
            throw new IllegalArgumentException(found.problem);
        }
        return found.reader;
    }

    private Known<T> ask(int id) {
        try {
            RegisteredSchema schema = client.byId(id, wire.kind());
            if (!schema.kind().equals(wire.kind())) {
                return refused("it is one of " + schema.kind() + ", and " + wire + " is expected");
            }
            return new Known<>(wire.reader(schema, client), "", 0);
        } catch (RegistryClient.RefusedException refused) {
            if (refused.isUnknown()) {
                return refused(String.valueOf(refused.getMessage()));
            }
            throw new UncheckedIOException(refused);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (IllegalArgumentException misfit) {
            return refused(String.valueOf(misfit.getMessage()));
        }
    }

    private Known<T> refused(String problem) {
        return new Known<>(null, problem, System.nanoTime());
    }
}
