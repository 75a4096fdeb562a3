package dev.millrace.api.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.BitSet;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

/** Numbers, texts and names. */
final class ScalarShapes {

    private ScalarShapes() {}

    static List<BuiltIn<?>> all() {
        return List.of(
                box("boolean", Boolean.class, FieldType.BOOLEAN),
                box("byte", Byte.class, FieldType.BYTE),
                box("short", Short.class, FieldType.SHORT),
                box("char", Character.class, FieldType.CHAR),
                box("int", Integer.class, FieldType.INT),
                box("long", Long.class, FieldType.LONG),
                box("float", Float.class, FieldType.FLOAT),
                box("double", Double.class, FieldType.DOUBLE),
                new BuiltIn<>(
                        "string",
                        String.class,
                        (v, e, out) -> StoredText.write(v, out),
                        (d, in) -> StoredText.read(in)),
                new BuiltIn<>(
                        "integer",
                        BigInteger.class,
                        (v, e, out) -> out.writeBytes(v.toByteArray()),
                        (d, in) -> new BigInteger(in.readBytes())),
                new BuiltIn<>("decimal", BigDecimal.class, ScalarShapes::write, (d, in) -> decimal(in)),
                new BuiltIn<>(
                        "uuid", UUID.class, ScalarShapes::write, (d, in) -> new UUID(in.readLong(), in.readLong())),
                new BuiltIn<>(
                        "uri",
                        URI.class,
                        (v, e, out) -> StoredText.write(v.toString(), out),
                        (d, in) -> URI.create(StoredText.read(in))),
                new BuiltIn<>(
                        "currency",
                        Currency.class,
                        (v, e, out) -> out.writeString(v.getCurrencyCode()),
                        (d, in) -> Currency.getInstance(in.readString())),
                new BuiltIn<>(
                        "bitset",
                        BitSet.class,
                        (v, e, out) -> out.writeBytes(v.toByteArray()),
                        (d, in) -> BitSet.valueOf(in.readBytes())));
    }

    private static <T> BuiltIn<T> box(String name, Class<T> type, FieldType as) {
        return new BuiltIn<>(name, type, (v, e, out) -> as.write(v, out), (d, in) -> type.cast(as.read(in)));
    }

    private static void write(BigDecimal value, ValueEncoder values, BinaryOutput out) {
        out.writeSigned(value.scale());
        out.writeBytes(value.unscaledValue().toByteArray());
    }

    private static BigDecimal decimal(BinaryInput in) {
        int scale = Math.toIntExact(in.readSigned());
        return new BigDecimal(new BigInteger(in.readBytes()), scale);
    }

    private static void write(UUID value, ValueEncoder values, BinaryOutput out) {
        out.writeLong(value.getMostSignificantBits());
        out.writeLong(value.getLeastSignificantBits());
    }
}
