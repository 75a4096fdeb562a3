package dev.millrace.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Random logs, read anew from each position, as a server sends them: all transactions whose commit is not before the place that it is asked for. */
@EnabledOnOs(OS.LINUX)
class LogReadingTest {

    private static final int CASES = 200;
    private static final Columns COLUMNS = new Columns(List.of("id"));
    private static final LogMessage.Relation OURS = new LogMessage.Relation(1, "public", "ours", COLUMNS);
    private static final LogMessage.Relation OTHERS = new LogMessage.Relation(2, "public", "others", COLUMNS);
    private static final CapturedTable TABLE =
            new CapturedTable(1, "public", "ours", COLUMNS, List.of(new CapturedTable.KeyColumn("id", "bigint", null)));
    private static final PostgresChanges.Options OPTIONS =
            new PostgresChanges.Options("ours", "slot", "publication", false, false, false);

    /** A transaction, or, without rows, a word of the server that it has looked so far. */
    private record Transaction(long commitLsn, List<LogMessage.Row> rows) {}

    private static List<Transaction> log(Random random) {
        List<Transaction> log = new ArrayList<>();
        long lsn = 100;
        int id = 0;
        for (int left = random.nextInt(8); left > 0; left--) {
            lsn += 10 + random.nextInt(50);
            List<LogMessage.Row> rows = new ArrayList<>();
            for (int count = random.nextInt(4); count > 0; count--) {
                boolean isOurs = random.nextInt(3) > 0;
                Tuple row = Tuple.of(COLUMNS, List.of(Integer.toString(id++)));
                rows.add(new LogMessage.Row(isOurs ? OURS : OTHERS, true, null, row));
            }
            log.add(new Transaction(lsn, rows));
        }
        return log;
    }

    private static List<FetchedChange> read(
            List<Transaction> log, ChangesPosition start, SnapshotFilter filter, Random random) throws Exception {
        List<FetchedChange> found = new ArrayList<>();
        LogReading reading = new LogReading(TABLE, filter, OPTIONS, start, found::add);
        long received = start.lsn();
        for (Transaction transaction : log) {
            if (transaction.commitLsn() < start.lsn()) {
                continue;
            }
            if (random.nextBoolean()) {
                received = Math.max(received, transaction.commitLsn() - random.nextInt(10));
                reading.onIdle(received);
            }
            if (transaction.rows().isEmpty() && random.nextBoolean()) {
                continue;
            }
            reading.onMessage(new LogMessage.Begin(transaction.commitLsn(), 0));
            for (LogMessage.Row row : transaction.rows()) {
                reading.onMessage(row);
                reading.onIdle(received);
            }
            received = Math.max(received, transaction.commitLsn() + 5);
            reading.onMessage(new LogMessage.Commit(transaction.commitLsn() + 5));
        }
        return found;
    }

    private static List<String> ids(List<FetchedChange> changes) {
        List<String> ids = new ArrayList<>();
        for (FetchedChange change : changes) {
            if (change.row() != null) {
                ids.addAll(TABLE.keyOf(change.row()));
            }
        }
        return ids;
    }

    @Test
    void readingGoesOnExactlyAtEveryPosition() throws Exception {
        int within = 0;
        try (Connection database = Server.POSTGRES.dataSource().getConnection();
                SnapshotFilter filter = new SnapshotFilter(database, TABLE)) {
            for (long seed = 0; seed < CASES; seed++) {
                Random random = new Random(seed);
                List<Transaction> log = log(random);
                List<FetchedChange> whole =
                        read(log, ChangesPosition.begin(50, 0).at(50), filter, random);
                List<String> all = ids(whole);
                for (FetchedChange last : whole) {
                    ChangesPosition position =
                            ChangesPosition.of(last.position().toBytes());
                    assertThat(position).isEqualTo(last.position());
                    within += position.transaction() > 0 ? 1 : 0;
                    List<FetchedChange> rest = read(log, position, filter, random);
                    assertThat(ids(rest))
                            .as("seed %d, behind %s", seed, position)
                            .isEqualTo(all.subList((int) position.count(), all.size()));
                    // And once more, from where that has come to.
                    for (FetchedChange next : rest) {
                        assertThat(ids(read(log, next.position(), filter, random)))
                                .as("seed %d, behind %s and %s", seed, position, next.position())
                                .isEqualTo(all.subList((int) next.position().count(), all.size()));
                    }
                }
            }
        }
        assertThat(within).isGreaterThan(CASES);
    }
}
