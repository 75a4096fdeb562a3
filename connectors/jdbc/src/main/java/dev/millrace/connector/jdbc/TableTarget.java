package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table whose columns are the fields of a record.
 *
 * @param table as it stands in statements
 * @param columns the fields
 * @param keys indexes of the fields that tell rows apart; none to insert
 * @param isCreated whether the table is made if it is missing
 */
record TableTarget<T>(String table, RecordColumns columns, List<Integer> keys, boolean isCreated)
        implements RowTarget<T> {

    @Override
    public boolean isUpsert() {
        return !keys.isEmpty();
    }

    @Override
    public RowStatement<T> open(SqlConnection database, int batchSizeMax) throws IOException {
        TableNames names = isCreated
                ? TableNames.readOrCreate(database, table, () -> TableText.create(database, table, columns, keys))
                : TableNames.read(database, table);
        List<String> found = new ArrayList<>();
        for (String field : columns.fields().names()) {
            found.add(names.require(
                    field, "for field '" + field + "' of " + columns.type().getSimpleName()));
        }
        String sql = new UpsertText(table, found, keys.stream().map(found::get).toList()).in(database.dialect);
        return new RowStatement<>(database, sql, binder(database.dialect), key(), batchSizeMax);
    }

    private JdbcBinder<T> binder(Dialect dialect) {
        return (statement, row) -> {
            @Nullable Object[] values = columns.fields().values(row);
            for (int i = 0; i < values.length; i++) {
                SqlValues.set(statement, i + 1, values[i], dialect);
            }
        };
    }

    private @Nullable Function<T, Object> key() {
        return keys.isEmpty()
                ? null
                : row -> {
                    @Nullable Object[] values = columns.fields().values(row);
                    List<@Nullable Object> key = new ArrayList<>(keys.size());
                    for (int index : keys) {
                        Object value = values[index];
                        key.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
                    }
                    return key;
                };
    }

    @Override
    public String describe() {
        return "table " + table;
    }
}
