package dev.millrace.connector.postgres;

import dev.millrace.api.type.RecordConstructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes objects of rows: records of the columns that have the names of their fields, or single values of a single column. Owned by one thread. */
final class RowDecoder<T> {

    private final Class<T> type;

    /** Null if it is no record. */
    private final @Nullable RecordConstructor<T> constructor;

    private final List<Field> fields;

    /** What the indexes belong to. */
    private @Nullable Columns bound;

    private int[] indexes = new int[0];

    private record Field(String name, Class<?> type) {}

    private RowDecoder(Class<T> type, @Nullable RecordConstructor<T> constructor, List<Field> fields) {
        this.type = type;
        this.constructor = constructor;
        this.fields = fields;
    }

    /** Refuses classes that cannot be read. */
    static <T> RowDecoder<T> of(Class<T> type) {
        List<Field> fields = new ArrayList<>();
        if (!type.isRecord()) {
            TextValue.requireReadable(type, type.getSimpleName());
            return new RowDecoder<>(type, null, fields);
        }
        for (RecordComponent component : type.getRecordComponents()) {
            TextValue.requireReadable(component.getType(), type.getSimpleName() + "." + component.getName());
            fields.add(new Field(component.getName(), component.getType()));
        }
        return new RowDecoder<>(type, RecordConstructor.of(type), fields);
    }

    /**
     * Makes one.
     *
     * @param single the column of the value, if it is no record
     * @throws IllegalArgumentException if a value does not fit, or a column is missing
     */
    T decode(Tuple row, String single) {
        if (!row.columns().equals(bound)) {
            bind(row.columns(), single);
        }
        if (constructor == null) {
            Object value = value(row, indexes[0], single, type);
            return type.cast(Objects.requireNonNull(value, "a key is not null"));
        }
        @Nullable Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    value(row, indexes[i], fields.get(i).name(), fields.get(i).type());
        }
        return constructor.make(values);
    }

    private void bind(Columns columns, String single) {
        List<String> names = constructor == null
                ? List.of(single)
                : fields.stream().map(Field::name).toList();
        int[] found = new int[names.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = columns.indexOf(names.get(i));
            if (found[i] < 0) {
                throw new IllegalArgumentException("there is no column for field '" + names.get(i) + "' of "
                        + type.getSimpleName() + "; there are " + String.join(", ", columns.names())
                        + ". If it was dropped or renamed, change the record");
            }
        }
        indexes = found;
        bound = columns;
    }

    private static @Nullable Object value(Tuple row, int index, String field, Class<?> type) {
        String text = row.values().get(index);
        String column = row.columns().names().get(index);
        if (row.unsent().get(index)) {
            throw new IllegalArgumentException("column " + column
                    + " was not changed, and is so large that the server leaves it out of the log; have it written there"
                    + " by 'alter table ... replica identity full', or leave field '" + field + "' out of the record");
        }
        if (text == null) {
            if (type.isPrimitive()) {
                throw new IllegalArgumentException(
                        "column " + column + " is null, and field '" + field + "' is a " + type.getName());
            }
            return null;
        }
        try {
            return TextValue.parse(text, type);
        } catch (RuntimeException unreadable) {
            throw new IllegalArgumentException(
                    "column " + column + " has '" + text + "', which is no " + type.getSimpleName(), unreadable);
        }
    }
}
