package dev.millrace.api.type;

import java.lang.reflect.Array;
import java.util.List;

/** Arrays of primitives. Those of longs, doubles, ints and bytes are what accumulators are made of, and have loops of their own. */
final class PrimitiveArrays {

    private PrimitiveArrays() {}

    static List<BuiltIn<?>> all() {
        return List.of(
                new BuiltIn<>("byte[]", byte[].class, (v, e, out) -> out.writeBytes(v), (d, in) -> in.readBytes()),
                new BuiltIn<>("int[]", int[].class, PrimitiveArrays::write, (d, in) -> ints(in)),
                new BuiltIn<>("long[]", long[].class, PrimitiveArrays::write, (d, in) -> longs(in)),
                new BuiltIn<>("double[]", double[].class, PrimitiveArrays::write, (d, in) -> doubles(in)),
                reflective("boolean[]", boolean[].class, FieldType.BOOLEAN, 1),
                reflective("short[]", short[].class, FieldType.SHORT, 1),
                reflective("char[]", char[].class, FieldType.CHAR, 1),
                reflective("float[]", float[].class, FieldType.FLOAT, Float.BYTES));
    }

    private static void write(int[] value, ValueEncoder values, BinaryOutput out) {
        out.writeVarint(value.length);
        for (int each : value) {
            out.writeSigned(each);
        }
    }

    private static int[] ints(BinaryInput in) {
        int[] value = new int[in.readCount(1)];
        for (int i = 0; i < value.length; i++) {
            value[i] = Math.toIntExact(in.readSigned());
        }
        return value;
    }

    private static void write(long[] value, ValueEncoder values, BinaryOutput out) {
        out.writeVarint(value.length);
        for (long each : value) {
            out.writeSigned(each);
        }
    }

    private static long[] longs(BinaryInput in) {
        long[] value = new long[in.readCount(1)];
        for (int i = 0; i < value.length; i++) {
            value[i] = in.readSigned();
        }
        return value;
    }

    private static void write(double[] value, ValueEncoder values, BinaryOutput out) {
        out.writeVarint(value.length);
        for (double each : value) {
            out.writeDouble(each);
        }
    }

    private static double[] doubles(BinaryInput in) {
        double[] value = new double[in.readCount(Double.BYTES)];
        for (int i = 0; i < value.length; i++) {
            value[i] = in.readDouble();
        }
        return value;
    }

    private static <A> BuiltIn<A> reflective(String name, Class<A> type, FieldType element, int bytesEach) {
        return new BuiltIn<>(
                name,
                type,
                (array, e, out) -> {
                    int length = Array.getLength(array);
                    out.writeVarint(length);
                    for (int i = 0; i < length; i++) {
                        element.write(Array.get(array, i), out);
                    }
                },
                (d, in) -> {
                    A array = type.cast(Array.newInstance(element.type(), in.readCount(bytesEach)));
                    for (int i = 0; i < Array.getLength(array); i++) {
                        Array.set(array, i, element.read(in));
                    }
                    return array;
                });
    }
}
