package dev.millrace.connector.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** The log behind a slot, as it comes from the server. Owned by one thread. */
final class LogStream implements AutoCloseable {

    private static final int STATUS_SECONDS = 5;
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A process that was killed may be seen to be gone only after a while. */
    private static final long IN_USE_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    private static final long IN_USE_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** SQL state of what is in use. */
    private static final String IN_USE = "55006";

    private final Connection replication;
    private final PGReplicationStream stream;
    private final Connection database;
    private final LogParser parser = new LogParser();

    private long confirmed;

    /** Where the log of the server ended when it was asked last; 0 before. */
    private long headLsn;

    private long askedNanos = System.nanoTime() - ASK_NANOS;

    /** Tells the server that we are alive. */
    interface Telling {

        /** Sends a message. */
        void tell() throws SQLException;
    }

    private LogStream(Connection replication, PGReplicationStream stream, Connection database) {
        this.replication = replication;
        this.stream = stream;
        this.database = database;
    }

    /** Waits for a while if another reader is there. */
    static LogStream open(
            Postgres server, Connection database, PostgresChanges.Options options, long lsn, BooleanSupplier isClosed)
            throws IOException, SQLException {
        Connection replication = server.connectForReplication();
        try {
            long start = System.nanoTime();
            while (true) {
                try {
                    return new LogStream(replication, stream(replication, options, lsn), database);
                } catch (SQLException failed) {
                    if (!IN_USE.equals(failed.getSQLState())
                            || isClosed.getAsBoolean()
                            || System.nanoTime() - start > IN_USE_NANOS_MAX) {
                        throw explained(database, options, failed);
                    }
                    LockSupport.parkNanos(IN_USE_LOOK_NANOS);
                }
            }
        } catch (IOException | SQLException | RuntimeException failed) {
            replication.close();
            throw failed;
        }
    }

    private static PGReplicationStream stream(Connection replication, PostgresChanges.Options options, long lsn)
            throws SQLException {
        return replication
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(options.slot())
                .withStartPosition(LogSequenceNumber.valueOf(lsn))
                .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                // What is confirmed is what checkpoints have, and nothing else.
                .withAutomaticFlush(false)
                .withSlotOption("proto_version", 1)
                .withSlotOption(
                        "publication_names", "\"" + options.publication().replace("\"", "\"\"") + "\"")
                .start();
    }

    private static IOException explained(Connection database, PostgresChanges.Options options, SQLException failed)
            throws IOException, SQLException {
        ReplicationSlot slot = ReplicationSlot.find(database, options.slot());
        if (slot != null && slot.activePid() > 0) {
            return new IOException(
                    "slot " + options.slot() + " is in use: process " + slot.activePid()
                            + " of the server gives its changes to another reader. A slot is for one source of one job; name another by"
                            + " slot(...)",
                    failed);
        }
        return new IOException("the log cannot be read: " + failed.getMessage(), failed);
    }

    /** The next message, or null if none has come. */
    @Nullable
    LogMessage next() throws SQLException {
        ByteBuffer message = stream.readPending();
        return message == null ? null : parser.parse(message);
    }

    /** What has been received, or is known not to concern us. */
    long receivedLsn() {
        return stream.getLastReceiveLSN().asLong();
    }

    /** Whether a place is where the log of the server ended a moment ago. */
    boolean isAtEnd(long lsn) throws SQLException {
        long now = System.nanoTime();
        if (now - askedNanos >= ASK_NANOS) {
            try (Statement statement = database.createStatement();
                    ResultSet head = statement.executeQuery("select pg_current_wal_flush_lsn()")) {
                head.next();
                headLsn = Lsn.parse(head.getString(1));
            }
            askedNanos = now;
        }
        return lsn >= headLsn;
    }

    /** The server need not keep what is before it. */
    void confirm(long lsn) {
        if (lsn > confirmed) {
            confirmed = lsn;
            stream.setFlushedLSN(LogSequenceNumber.valueOf(lsn));
            stream.setAppliedLSN(LogSequenceNumber.valueOf(lsn));
        }
    }

    /** That we are alive, though we take nothing. */
    void tell() throws SQLException {
        stream.forceUpdateStatus();
    }

    @Override
    public void close() throws SQLException {
        // Without the farewell of the stream, which waits for the server to come to the end of what it is sending.
        replication.close();
    }
}
