package dev.millrace.connector.jdbc;

import dev.millrace.api.type.RecordConstructor;
import java.io.Serial;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes records of rows whose columns have the names of fields. Owned by one thread once it reads. */
final class RecordReader<T> implements RowReader<T> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Class<T> type;

    /** Of the result that is being read. */
    private transient @Nullable Binding<T> binding;

    /** Where the fields are in one result. */
    private record Binding<T>(ResultSet result, RecordConstructor<T> constructor, List<ResultColumn> columns) {}

    private RecordReader(Class<T> type) {
        this.type = type;
    }

    static <T> RecordReader<T> of(Class<T> type) {
        RecordColumns.of(type);
        RecordConstructor.of(type);
        return new RecordReader<>(type);
    }

    @Override
    public T read(ResultSet row) throws SQLException {
        Binding<T> bound = binding;
        if (bound == null || bound.result != row) {
            bound = bind(row);
            binding = bound;
        }
        @Nullable Object[] values = new Object[bound.columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bound.columns.get(i).read(row);
        }
        return bound.constructor.make(values);
    }

    private Binding<T> bind(ResultSet result) throws SQLException {
        ResultSetMetaData about = result.getMetaData();
        RecordColumns fields = RecordColumns.of(type);
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 0; i < fields.kinds().size(); i++) {
            RecordComponent field = type.getRecordComponents()[i];
            columns.add(ResultColumn.of(
                    about,
                    column(about, field.getName()),
                    field.getName(),
                    fields.kinds().get(i),
                    field.getType()));
        }
        return new Binding<>(result, RecordConstructor.of(type), columns);
    }

    private int column(ResultSetMetaData about, String field) throws SQLException {
        StringBuilder names = new StringBuilder();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            String label = about.getColumnLabel(i);
            if (RecordColumns.plain(label).equals(RecordColumns.plain(field))) {
                return i;
            }
            names.append(i == 1 ? "" : ", ").append(label);
        }
        throw new SQLException("the result has no column " + RecordColumns.columnName(field) + " for field '" + field
                + "' of " + type.getSimpleName() + "; it has " + names);
    }
}
