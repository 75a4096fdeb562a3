package dev.millrace.connector.avro;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Passes over a value of one schema. Immutable. */
@FunctionalInterface
interface ValueSkipper {

    /** Passes over one; throws if its bytes are damaged. */
    void skip(AvroInput in) throws InvalidAvroException;

    /** For a schema, which may contain itself. */
    static ValueSkipper of(Schema schema) {
        return of(schema, new HashMap<>());
    }

    private static ValueSkipper of(Schema schema, Map<String, ValueSkipper> known) {
        return switch (schema.getType()) {
            case NULL -> in -> {};
            case BOOLEAN -> AvroInput::readBoolean;
            case INT -> AvroInput::readInt;
            case LONG -> AvroInput::readLong;
            case FLOAT -> in -> in.skip(Float.BYTES);
            case DOUBLE -> in -> in.skip(Double.BYTES);
            case STRING, BYTES -> in -> in.skip(in.readLong());
            case FIXED -> in -> in.skip(schema.getFixedSize());
            case ENUM -> in -> branch(in, schema.getEnumSymbols().size(), "constants");
            case UNION -> union(schema, known);
            case ARRAY -> items(of(schema.getElementType(), known));
            case MAP -> {
                ValueSkipper value = of(schema.getValueType(), known);
                yield items(in -> {
                    in.skip(in.readLong());
                    value.skip(in);
                });
            }
            case RECORD -> record(schema, known);
        };
    }

    private static ValueSkipper union(Schema schema, Map<String, ValueSkipper> known) {
        List<ValueSkipper> branches = new ArrayList<>();
        schema.getTypes().forEach(branch -> branches.add(of(branch, known)));
        return in -> branches.get(branch(in, branches.size(), "branches")).skip(in);
    }

    private static ValueSkipper items(ValueSkipper item) {
        return in -> {
            for (long count = in.readItems(); count > 0; count = in.readItems()) {
                for (long left = count; left > 0; left--) {
                    item.skip(in);
                }
            }
        };
    }

    private static ValueSkipper record(Schema schema, Map<String, ValueSkipper> known) {
        ValueSkipper inside = known.get(schema.getFullName());
        if (inside != null) {
            return inside;
        }
        List<ValueSkipper> fields = new ArrayList<>();
        ValueSkipper made = in -> {
            in.enter();
            for (ValueSkipper field : fields) {
                field.skip(in);
            }
            in.leave();
        };
        known.put(schema.getFullName(), made);
        schema.getFields().forEach(field -> fields.add(of(field.schema(), known)));
        return made;
    }

    /** The number of a branch or constant. */
    static int branch(AvroInput in, int count, String what) throws InvalidAvroException {
        long index = in.readLong();
        if (index < 0 || index >= count) {
            throw new InvalidAvroException(
                    "has " + count + " " + what + ", and its bytes name one with index " + index);
        }
        return (int) index;
    }
}
