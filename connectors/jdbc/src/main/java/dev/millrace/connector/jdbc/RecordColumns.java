package dev.millrace.connector.jdbc;

import dev.millrace.api.type.RecordFields;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The fields of a record class as columns. A field and a column are the same if their names are, without regard to case and
 * underscores: {@code addedBytes} is {@code added_bytes}. Immutable.
 *
 * @param type the record class
 * @param fields reads them
 * @param kinds one for each field
 */
record RecordColumns(Class<?> type, RecordFields fields, List<ColumnKind> kinds) {

    static RecordColumns of(Class<?> type) {
        RecordFields fields = RecordFields.of(type);
        List<ColumnKind> kinds = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            kinds.add(ColumnKind.of(component.getType(), component.getName(), type));
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException(type.getTypeName() + " has no fields, so it is no row");
        }
        return new RecordColumns(type, fields, List.copyOf(kinds));
    }

    /** What is the same for all spellings of a name. */
    static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** The name that a column gets, as {@code added_bytes} for {@code addedBytes}. */
    static String columnName(String field) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char letter = field.charAt(i);
            boolean isWordStart = Character.isUpperCase(letter) && i > 0 && !Character.isUpperCase(field.charAt(i - 1));
            name.append(isWordStart ? "_" : "").append(Character.toLowerCase(letter));
        }
        return name.toString();
    }

    /** The fields that are meant by names of columns or fields; says which are there if one is not. */
    List<Integer> indexes(List<String> names, String purpose) {
        List<String> plain = fields.names().stream().map(RecordColumns::plain).toList();
        List<Integer> indexes = new ArrayList<>();
        for (String name : names) {
            int index = plain.indexOf(plain(name));
            if (index < 0) {
                throw new IllegalArgumentException(purpose + " '" + name + "' is no field of " + type.getTypeName()
                        + "; it has " + String.join(", ", fields.names()));
            }
            indexes.add(index);
        }
        return indexes;
    }
}
