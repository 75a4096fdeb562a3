package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import java.io.IOException;

/** Writes rows at once, each batch of the engine in a transaction. Owned by one thread. */
final class BatchWriter<T> implements SinkWriter<T> {

    private final SqlConnection database;
    private final RowStatement<T> statement;

    BatchWriter(SqlConnection database, RowStatement<T> statement) {
        this.database = database;
        this.statement = statement;
    }

    @Override
    public void write(Records<T> rows) throws IOException, RecordRefusedException {
        RowRanges.takeAll(rows, (from, to) -> write(rows, from, to), statement.sql());
    }

    private void write(Records<T> rows, int from, int to) throws IOException, RowRefusedException {
        database.commit("rows cannot be written", statement.sql(), () -> {
            statement.send(rows, from, to);
            return to;
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
