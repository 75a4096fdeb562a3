package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.type.Codecs;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * Keeps the rows of an epoch, and writes them and its number in one transaction when it is committed. Owned by one thread.
 */
final class EpochWriter<T> implements SinkWriter<T> {

    private final SqlConnection database;
    private final RowStatement<T> statement;
    private final EpochTable epochs;
    private final String sink;
    private final int index;
    private final long restoredEpoch;
    private final boolean isTried;
    private final Codecs codecs;
    private final Duration timeout;
    private final PreparedRows.Encoder<T> rows;

    private EpochWriter(
            SqlConnection database,
            RowStatement<T> statement,
            EpochTable epochs,
            JdbcSink.Options options,
            WriterContext context) {
        this.database = database;
        this.statement = statement;
        this.epochs = epochs;
        sink = options.name();
        index = context.writerIndex();
        restoredEpoch = context.restoredEpoch();
        isTried = options.isTried();
        codecs = options.codecs();
        timeout = options.transactionTimeout();
        rows = new PreparedRows.Encoder<>(sink, index, codecs);
    }

    static <T> EpochWriter<T> open(
            SqlConnection database, RowStatement<T> statement, JdbcSink.Options options, WriterContext context)
            throws IOException {
        EpochTable epochs = EpochTable.open(
                database,
                options.name(),
                context.writerIndex(),
                context.writerCount(),
                options.transactionTimeout(),
                context.restoredEpoch());
        return new EpochWriter<>(database, statement, epochs, options, context);
    }

    @Override
    public void write(Records<T> batch) throws IOException, RecordRefusedException {
        RowRanges.takeAll(batch, (from, to) -> take(batch, from, to), statement.sql());
    }

    private void take(Records<T> batch, int from, int to) throws IOException, RowRefusedException {
        if (isTried) {
            attempt(batch, from, to);
        }
        rows.add(batch, from, to);
    }

    private void attempt(Records<T> batch, int from, int to) throws IOException, RowRefusedException {
        database.attempt("rows cannot be tried", statement.sql(), () -> {
            statement.send(batch, from, to);
            return to;
        });
    }

    @Override
    public byte[] prepare(long epoch) throws IOException {
        try {
            if (epochs.committed(index) == EpochTable.NOTHING_KNOWN) {
                // From now on a number that is not known was lost, and does not mean that nothing was committed.
                note(epochs, index, restoredEpoch, "", () -> {});
            } else {
                database.attempt("the row of sink '" + sink + "' cannot be read", null, () -> {
                    epochs.requireOwn();
                    return epoch;
                });
            }
        } catch (RowRefusedException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        return rows.take();
    }

    @Override
    public void commit(long epoch, byte[] prepared) throws IOException {
        // An epoch without rows is noted, too: else a process that wakes up does not see that another one has gone on
        // without it.
        PreparedRows<T> work = PreparedRows.decode(prepared, codecs);
        // Of a name that the sink had before: it must not commit any more either, even if it only seems to be gone.
        EpochTable by = work.sink().equals(sink)
                ? epochs
                : EpochTable.open(database, work.sink(), work.writer(), Integer.MAX_VALUE, timeout, Long.MAX_VALUE);
        long committed = by.committed(work.writer());
        if (committed == EpochTable.NOTHING_KNOWN) {
            throw new IOException(
                    "whether epoch " + epoch + " of sink '" + work.sink() + "' is in the database cannot be found out: "
                            + EpochTable.NAME + " has no number for writer " + work.writer()
                            + ", although it has prepared rows. Look at the table; if its rows are there set the number to "
                            + epoch
                            + ", if they are not to " + (epoch - 1));
        }
        String digest = digest(prepared);
        if (by.hasOther(work.writer(), epoch, digest)) {
            throw new IOException("epoch " + epoch + " of sink '" + work.sink() + "', writer " + work.writer()
                    + ", is in the database with other rows: another process has taken over the sink, and has gone on from an earlier"
                    + " checkpoint. This one must not: delete its checkpoints, or go on from those of the other");
        }
        if (committed >= epoch) {
            return;
        }
        try {
            note(by, work.writer(), epoch, digest, () -> statement.send(work, 0, work.size()));
        } catch (RowRefusedException refused) {
            int row = firstRefused(work);
            throw new IOException(
                    "the database does not take row " + (row + 1) + " of " + work.size() + " of epoch " + epoch
                            + ": " + refused.getMessage() + ", for " + work.get(row) + ", in: " + statement.sql()
                            + ". It is part of a checkpoint, so each restart writes it again, until the table takes it",
                    refused);
        }
    }

    /** What is written beside the number of an epoch. */
    private interface Rows {

        void send() throws SQLException, RowRefusedException;
    }

    private static String digest(byte[] prepared) {
        CRC32C checksum = new CRC32C();
        checksum.update(prepared);
        return prepared.length + "-" + Long.toHexString(checksum.getValue());
    }

    private void note(EpochTable by, int writer, long epoch, String digest, Rows beside)
            throws IOException, RowRefusedException {
        database.commit("epoch " + epoch + " cannot be written", statement.sql(), () -> {
            // First the number: it waits for whoever takes over, and shows whether somebody has.
            by.note(writer, epoch, digest);
            beside.send();
            return epoch;
        });
        by.onNoted(writer, epoch, digest);
    }

    /** By halving: the shortest beginning that is not taken ends with the row. */
    private int firstRefused(PreparedRows<T> work) throws IOException {
        int taken = 0;
        int refused = work.size();
        while (refused - taken > 1) {
            int middle = (taken + refused) >>> 1;
            try {
                attempt(work, 0, middle);
                taken = middle;
            } catch (RowRefusedException shorter) {
                refused = middle;
            }
        }
        return refused - 1;
    }

    @Override
    public void close() {
        database.close();
    }
}
