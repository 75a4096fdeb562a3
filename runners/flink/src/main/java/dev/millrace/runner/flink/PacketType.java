package dev.millrace.runner.flink;

import dev.millrace.api.type.Codecs;
import java.io.Serial;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Tells Flink how packets are written: by our codecs, never by a generic serializer. */
final class PacketType extends TypeInformation<Packet> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Shipped<Codecs> codecs;

    PacketType(Shipped<Codecs> codecs) {
        this.codecs = codecs;
    }

    @Override
    public TypeSerializer<Packet> createSerializer(SerializerConfig config) {
        return new PacketSerializer(codecs);
    }

    /** What Flink 1.20 calls; later releases do not have it. */
    @SuppressWarnings({"MissingOverride", "deprecation"})
    public TypeSerializer<Packet> createSerializer(ExecutionConfig config) {
        return new PacketSerializer(codecs);
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<Packet> getTypeClass() {
        return Packet.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public String toString() {
        return "Packet";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PacketType;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof PacketType;
    }

    @Override
    public int hashCode() {
        return PacketType.class.hashCode();
    }
}
