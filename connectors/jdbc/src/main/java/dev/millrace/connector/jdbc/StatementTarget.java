package dev.millrace.connector.jdbc;

import java.io.IOException;

/** A statement of the user's own. */
record StatementTarget<T>(String sql, JdbcBinder<T> binder, boolean isUpsert) implements RowTarget<T> {

    @Override
    public RowStatement<T> open(SqlConnection database, int batchSizeMax) throws IOException {
        return new RowStatement<>(database, sql, binder, null, batchSizeMax);
    }

    @Override
    public String describe() {
        return "statement " + sql;
    }
}
