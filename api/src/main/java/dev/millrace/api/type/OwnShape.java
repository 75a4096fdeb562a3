package dev.millrace.api.type;

import org.jspecify.annotations.Nullable;

/** Values for which the user has given a codec, each with its length, so that others can pass over them. */
final class OwnShape implements Shape {

    private final String name;

    /** Null if none is known any more. */
    private final @Nullable Codec<Object> codec;

    OwnShape(String name, @Nullable Codec<Object> codec) {
        this.name = name;
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

    private Codec<Object> present() {
        if (codec == null) {
            throw new IllegalArgumentException("values of " + name
                    + " were stored by a codec that is not given any more;" + " give it by pipeline.codec(...)");
        }
        return codec;
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
        Object value = own.read(bytes);
        if (bytes.remaining() > 0) {
            throw new CorruptDataException("the codec of " + name + " has left " + bytes.remaining() + " bytes");
        }
        return value;
    }

    @Override
    public void skip(ValueDecoder values, BinaryInput in) {
        in.slice(in.readInt());
    }
}
