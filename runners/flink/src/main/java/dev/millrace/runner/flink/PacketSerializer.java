package dev.millrace.runner.flink;

import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import java.io.IOException;
import java.io.Serial;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Has Flink write packets in the {@link PacketFormat}. */
final class PacketSerializer extends TypeSerializer<Packet> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Shipped<Codecs> codecs;
    private transient @Nullable PacketFormat format;

    PacketSerializer(Shipped<Codecs> codecs) {
        this.codecs = codecs;
    }

    private PacketFormat format() {
        PacketFormat made = format;
        if (made == null) {
            made = new PacketFormat(codecs.open(Thread.currentThread().getContextClassLoader()));
            format = made;
        }
        return made;
    }

    @Override
    public void serialize(Packet packet, DataOutputView target) throws IOException {
        BinaryOutput bytes = format().write(packet);
        byte[] copy = bytes.toByteArray();
        target.writeInt(copy.length);
        target.write(copy);
    }

    @Override
    public Packet deserialize(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return format().read(bytes);
    }

    @Override
    public Packet deserialize(Packet reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    @Override
    public Packet copy(Packet from) {
        return format().read(format().write(from).toByteArray());
    }

    @Override
    public Packet copy(Packet from, Packet reuse) {
        return copy(from);
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<Packet> duplicate() {
        return new PacketSerializer(codecs);
    }

    @Override
    @SuppressWarnings("NullAway") // Flink allows it where none is used again
    public Packet createInstance() {
        return null;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PacketSerializer;
    }

    @Override
    public int hashCode() {
        return PacketSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Packet> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Asked for by Flink; packets are never part of a state. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Packet> {

        /** Made by Flink. */
        public Snapshot() {
            super(() -> new PacketSerializer(Shipped.of(Codecs.STANDARD)));
        }
    }
}
