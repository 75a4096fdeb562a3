package dev.millrace.api.type;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values for which the user has given a codec, each with its length, so that others can pass over them. */
final class OwnShape implements Shape, StoredShape {

    private final String name;

    /** Null if none is known any more. */
    private final @Nullable Codec<Object> codec;

    private final @Nullable Class<?> type;

    OwnShape(String name, @Nullable Class<?> type, @Nullable Codec<Object> codec) {
        this.name = name;
        this.type = type;
        this.codec = codec;
    }

    @Override
    public int kind() {
        return OWN;
    }

    @Override
    public void writeSchema(BinaryOutput out) {
        out.writeString(name);
    }

    @Override
    public void write(Object value, ValueEncoder values, BinaryOutput out) {
        int at = out.size();
        out.writeInt(0);
        present().write(value, out);
        out.setInt(at, out.size() - at - Integer.BYTES);
    }

    @Override
    public Object read(ValueDecoder values, BinaryInput in) {
        Codec<Object> own = present();
        BinaryInput bytes = in.slice(in.readInt());
        Object value = read(own, bytes);
        if (value == null || type == null || !type.isInstance(value)) {
            throw new CorruptDataException("the codec of " + name + " has read " + value);
        }
        if (bytes.remaining() > 0) {
            throw new CorruptDataException("the codec of " + name + " has left " + bytes.remaining() + " bytes");
        }
        return value;
    }

    private @Nullable Object read(Codec<Object> own, BinaryInput bytes) {
        try {
            return own.read(bytes);
        } catch (CorruptDataException known) {
            throw known;
        } catch (RuntimeException refused) {
            throw new CorruptDataException("the codec of " + name + " threw " + refused, refused);
        }
    }

    private Codec<Object> present() {
        if (codec == null) {
            throw new OutgrownException(gone());
        }
        return codec;
    }

    private String gone() {
        return "values of " + name
                + " were stored by a codec that is not given any more; give it by pipeline.codec(...)";
    }

    @Override
    public void skip(ValueDecoder values, BinaryInput in) {
        in.slice(in.readInt());
    }

    @Override
    public SchemaVerdict verdict() {
        return codec == null ? SchemaVerdict.refused(name, List.of(gone())) : SchemaVerdict.kept(name);
    }
}
