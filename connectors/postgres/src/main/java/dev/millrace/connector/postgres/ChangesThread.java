package dev.millrace.connector.postgres;

import dev.millrace.api.connector.ReaderContext;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows and then the log on a thread of its own, since the driver blocks, and puts what it finds into a queue, from which a {@link
 * ChangesReader} takes it. Threads meet in that queue, in four volatile fields, and in a latch.
 */
final class ChangesThread implements Runnable {

    private static final long CLOSE_MILLIS_MAX = 2_000;

    /** Between two looks whether the reader is still there. */
    private static final long LOOK_UP_MILLIS = 200;

    private final PostgresChanges.Options options;
    private final Postgres server;
    private final ReaderContext context;
    private final Thread thread;
    private final ChangeQueue queue = new ChangeQueue(PostgresChanges.QUEUED_BYTES_MAX);

    /** Behind what was put into the queue last. Owned by the thread. */
    private ChangesPosition position;

    /** All that there is has been put into the queue. Written before that is found empty, so read first. */
    private volatile boolean isAtEnd;

    /** Nothing will come any more. Read before the queue. */
    private volatile boolean isDone;

    private volatile @Nullable Throwable failure;

    /** What the server need not keep for us any more; 0 as long as it is to keep what it has: an older checkpoint may need it. */
    private volatile long durableLsn;

    /** The reader wants no more. */
    private final CountDownLatch closed = new CountDownLatch(1);

    private ChangesThread(
            Postgres server, PostgresChanges.Options options, ChangesPosition start, ReaderContext context) {
        this.server = server;
        this.options = options;
        this.context = context;
        position = start;
        thread = new Thread(this, "postgres-changes");
        thread.setDaemon(true);
    }

    static ChangesThread start(
            Postgres server, PostgresChanges.Options options, ChangesPosition start, ReaderContext context) {
        ChangesThread started = new ChangesThread(server, options, start, context);
        started.thread.start();
        return started;
    }

    @Override
    public void run() {
        try (Connection database = server.connect()) {
            CapturedTable table = CapturedTable.find(database, options.table());
            if (position.table() == 0) {
                position = position.ofTable(table.oid());
            } else if (position.table() != table.oid()) {
                throw table.replaced();
            }
            openSlot(database);
            if (!position.isLog() && options.areRowsRead()) {
                readRows(table);
            }
            if (!isClosed()) {
                readLog(database, table);
            }
        } catch (IOException | SQLException | InterruptedException | RuntimeException | Error failed) {
            failure = failed;
        } finally {
            isDone = true;
            context.wakeUp().run();
        }
    }

    /** From where the log is needed. Before there is a position of ours any slot of that name will do: all rows are read anew. */
    private void openSlot(Connection database) throws IOException, SQLException {
        ReplicationSlot slot = ReplicationSlot.find(database, options.slot());
        if (position.lsn() > 0) {
            if (slot == null) {
                throw ReplicationSlot.missing(options.slot());
            }
            slot.requireLogFrom(position.lsn());
        } else if (slot == null) {
            try (Connection replication = server.connectForReplication()) {
                position = position.beginAt(ReplicationSlot.create(replication, options.slot()));
            }
        } else {
            slot.requireLogFrom(slot.confirmedLsn());
            position = position.beginAt(slot.confirmedLsn());
        }
    }

    private void readRows(CapturedTable table) throws IOException, SQLException, InterruptedException {
        try (SnapshotRows rows = SnapshotRows.open(server, table, position.resumeBehind())) {
            position = position.withSnapshot(rows.lsn, rows.millis);
            for (Tuple row = rows.next(); row != null && !isClosed(); row = rows.next()) {
                position = position.afterRow(table.keyOf(row));
                put(new FetchedChange(PostgresChange.Kind.SNAPSHOT, row, row, position, rows.millis), () -> {});
            }
        }
        if (!isClosed()) {
            position = position.afterSnapshot();
            put(FetchedChange.none(position), () -> {});
        }
    }

    private void readLog(Connection database, CapturedTable table)
            throws IOException, SQLException, InterruptedException {
        try (LogStream log = LogStream.open(server, database, options, position.lsn(), this::isClosed);
                SnapshotFilter filter = new SnapshotFilter(database, table)) {
            LogReading reading = new LogReading(table, filter, options, position, change -> put(change, log::tell));
            boolean hasEnded = false;
            while (!isClosed() && !hasEnded) {
                log.confirm(durableLsn);
                LogMessage message = log.next();
                if (message == null) {
                    hasEnded = reading.onIdle(log.receivedLsn());
                    setAtEnd(log.isAtEnd(reading.position().lsn()));
                    if (!hasEnded) {
                        closed.await(PostgresChanges.LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                    }
                } else {
                    isAtEnd = false;
                    hasEnded = reading.onMessage(message);
                }
            }
        }
    }

    private void setAtEnd(boolean now) {
        if (now != isAtEnd) {
            isAtEnd = now;
            context.wakeUp().run();
        }
    }

    /** Meanwhile the server must hear from us, or it takes us for dead. */
    private void put(FetchedChange change, LogStream.Telling telling) throws SQLException, InterruptedException {
        boolean isPut = false;
        while (!isPut && !isClosed()) {
            isPut = queue.offer(change, LOOK_UP_MILLIS);
            if (!isPut) {
                telling.tell();
            }
        }
        context.wakeUp().run();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    // The reader's side.

    /** Whether nothing will come any more but what is in the queue. To be asked before {@link #poll}. */
    boolean isDone() {
        return isDone;
    }

    /** Whether all that there is was put into the queue. To be asked before {@link #poll}. */
    boolean isAtEnd() {
        return isAtEnd;
    }

    @Nullable
    FetchedChange poll() {
        return queue.poll();
    }

    /** The server need not keep what is before it. */
    void onDurable(long lsn) {
        durableLsn = lsn;
    }

    /** Throws what has ended the thread before its time. */
    void requireAlive() throws IOException {
        Throwable failed = failure;
        if (failed != null) {
            throw failed instanceof IOException known
                    ? new IOException(known.getMessage(), known)
                    : new IOException(
                            "changes of " + options.table() + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    void close() throws InterruptedException {
        closed.countDown();
        // A server that does not answer keeps the thread; it is a daemon, and touches nothing of the job any more.
        thread.join(CLOSE_MILLIS_MAX);
    }
}
