package dev.millrace.api.type;

/**
 * Values of a class of the JDK.
 *
 * @param name of this kind of values, part of the format
 * @param type of the values
 * @param writer writes one
 * @param reader reads one, which throws what it likes if it cannot
 * @param skipper passes over one, without making what is in it
 */
record BuiltIn<T>(String name, Class<T> type, Writer<? super T> writer, Reader<? extends T> reader, Skipper skipper)
        implements Shape, StoredShape {

    interface Writer<T> {
        void write(T value, ValueEncoder values, BinaryOutput out);
    }

    interface Reader<T> {
        T read(ValueDecoder values, BinaryInput in);
    }

    interface Skipper {
        void skip(ValueDecoder values, BinaryInput in);
    }

    /** Values that have no others in them. */
    BuiltIn(String name, Class<T> type, Writer<? super T> writer, Reader<? extends T> reader) {
        this(name, type, writer, reader, reader::read);
    }

    @Override
    public int kind() {
        return BUILT_IN;
    }

    @Override
    public void writeSchema(BinaryOutput out) {
        out.writeString(name);
    }

    @Override
    public void write(Object value, ValueEncoder values, BinaryOutput out) {
        writer.write(type.cast(value), values, out);
    }

    @Override
    public Object read(ValueDecoder values, BinaryInput in) {
        try {
            return reader.read(values, in);
        } catch (CorruptDataException | OutgrownException known) {
            throw known;
        } catch (RuntimeException refused) {
            // The classes of the JDK check what they are made of; it is for us to say where that came from.
            throw new CorruptDataException("no " + name + ": " + refused.getMessage(), refused);
        }
    }

    @Override
    public void skip(ValueDecoder values, BinaryInput in) {
        try {
            skipper.skip(values, in);
        } catch (CorruptDataException known) {
            throw known;
        } catch (RuntimeException refused) {
            throw new CorruptDataException("no " + name + ": " + refused.getMessage(), refused);
        }
    }

    @Override
    public SchemaVerdict verdict() {
        return SchemaVerdict.kept(name);
    }
}
