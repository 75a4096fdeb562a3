package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.WaitingSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row once and in order, wherever reading was left, and what cannot be promised is refused. */
class JdbcSourceTest {

    private static final int CRASH_CASES = 6;

    record Edit(long id, String channel) {}

    record Change(Instant changedAt, long id) {}

    /** A table of edits whose ids have gaps. */
    private static List<Edit> edits(Database database, String table, int count, Random random) {
        database.execute("create table " + table + " (id bigint primary key, channel varchar(20), robot boolean)");
        List<Edit> edits = new ArrayList<>();
        long id = 0;
        for (int i = 0; i < count; i++) {
            id += 1 + random.nextInt(3);
            edits.add(new Edit(id, "channel " + random.nextInt(10)));
        }
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into " + table + " values (?, ?, false)")) {
            connection.setAutoCommit(false);
            for (Edit edit : edits) {
                insert.setLong(1, edit.id());
                insert.setString(2, edit.channel());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
        return edits;
    }

    @ParameterizedTest
    @EnumSource
    void aJobThatDiesReadsEachRowOnce(Database database) {
        for (long seed = 0; seed < CRASH_CASES; seed++) {
            Random random = new Random(seed);
            String table = Database.name("edits");
            List<Edit> expected = edits(database, table, random.nextInt(3_500), random);
            CollectingSink<Edit> copies = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("read");
            pipeline.read(
                            "edits",
                            new WaitingSource<>(
                                    database.jdbc().table(table).by("id").as(Edit.class)))
                    .write("copies", copies);
            TestRun run = TestRun.of(pipeline)
                    .seed(seed)
                    .crashes(random.nextInt(4))
                    .start()
                    .runToEnd();
            assertThat(copies.records()).as("%s", run).isEqualTo(expected);
        }
    }

    /** The times of rows are often the same: a second column tells them apart. */
    @ParameterizedTest
    @EnumSource
    void rowsOfTheSameTimeAreReadOnceFromEveryPosition(Database database) throws Exception {
        for (long seed = 0; seed < 3; seed++) {
            Random random = new Random(seed);
            String table = Database.name("changes");
            List<Change> changes = new ArrayList<>();
            Instant time = Instant.parse("2026-11-26T07:00:00Z");
            for (int i = 0; i < 2_300; i++) {
                time = time.plusMillis(random.nextInt(5) == 0 ? random.nextInt(50) : 0);
                changes.add(new Change(time, i));
            }
            List<Change> shuffled = new ArrayList<>(changes);
            Collections.shuffle(shuffled, random);
            Pipeline pipeline = Pipeline.named("fill");
            pipeline.read("changes", ListSource.of(shuffled))
                    .write(
                            "table",
                            database.jdbc()
                                    .to(table, Change.class)
                                    .upsertBy("id")
                                    .createTable());
            TestRun.of(pipeline).start().runToEnd();

            JdbcSource<Change> source = database.jdbc()
                    .query("select changed_at, id from " + table + " where id >= 0")
                    .by("changed_at", "id")
                    .as(Change.class);
            List<Change> read = new ArrayList<>();
            byte[] position = null;
            boolean isEnd = false;
            while (!isEnd) {
                // A new reader each time, which goes on from where the last one was left.
                try (Reading<Change> reading = new Reading<>(source, position, InstantSource.system())) {
                    isEnd = reading.readUpTo(1 + random.nextInt(700));
                    read.addAll(reading.records);
                    position = reading.reader.position();
                }
            }
            assertThat(read).as("seed %d", seed).isEqualTo(changes);
        }
    }

    /** A reader by itself, on the thread of the test. */
    private static final class Reading<T> implements AutoCloseable, RecordCollector<T> {

        final SourceReader<T> reader;
        final List<T> records = new ArrayList<>();
        private int remaining;

        Reading(JdbcSource<T> source, byte @Nullable [] position, InstantSource clock) throws Exception {
            reader = source.splits().get(0).open(new ReaderContext(clock, () -> {}), position);
        }

        /** Whether the end was reached before there were so many. */
        boolean readUpTo(int count) throws Exception {
            remaining = count;
            Status[] status = {Status.DATA};
            while (remaining > 0 && status[0] != Status.END) {
                Jobs.await("rows", () -> {
                    status[0] = read();
                    return status[0] == Status.DATA || status[0] == Status.END;
                });
            }
            return status[0] == Status.END;
        }

        Status read() {
            try {
                return reader.read(this);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        }

        void await(Status status) throws InterruptedException {
            Jobs.await(status.toString(), () -> read() == status);
        }

        @Override
        public void collect(T record, long position) {
            records.add(record);
            remaining--;
        }

        @Override
        public void collect(T record, long position, long timestampMillis) {
            collect(record, position);
        }

        @Override
        public int remaining() {
            return remaining;
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        }
    }

    /** The trap of every growing number: it is taken before the row is seen. */
    @Test
    void aRowThatIsCommittedLateIsNotLost() throws Exception {
        String table = Database.name("late");
        Database.POSTGRES.execute("create table " + table + " (id bigserial primary key, channel text)");
        Instant[] now = {Instant.parse("2026-11-26T07:00:00Z")};
        JdbcSource<Edit> source = Database.POSTGRES
                .jdbc()
                .table(table)
                .by("id")
                .as(Edit.class)
                .follow()
                .pollEvery(Duration.ofMillis(5))
                .settleAfter(Duration.ofSeconds(10));
        try (Reading<Edit> reading = new Reading<>(source, null, () -> now[0]);
                Connection slow = Database.POSTGRES.dataSource().getConnection();
                Statement statement = slow.createStatement()) {
            reading.remaining = 100;
            reading.await(Status.CAUGHT_UP);
            slow.setAutoCommit(false);
            statement.execute("insert into " + table + " (channel) values ('slow')");
            Database.POSTGRES.execute("insert into " + table + " (channel) values ('quick')");
            // The second row was seen, and is held back: the source does not stand at its end.
            reading.await(Status.UNAVAILABLE);
            slow.commit();
            now[0] = now[0].plusSeconds(10);
            Jobs.await(
                    "both",
                    () -> reading.read() == Status.DATA && reading.records.size() == 2 || reading.records.size() == 2);
            assertThat(reading.records).containsExactly(new Edit(1, "slow"), new Edit(2, "quick"));
            reading.await(Status.CAUGHT_UP);
        }
    }

    @ParameterizedTest
    @EnumSource
    void newRowsAreFollowedAndWaitInABoundedQueue(Database database) throws Exception {
        String table = Database.name("followed");
        List<Edit> edits = edits(database, table, 9_000, new Random(1));
        AtomicInteger decoded = new AtomicInteger();
        JdbcSource<Edit> source = database.jdbc()
                .table(table)
                .by("id")
                .as(row -> {
                    decoded.incrementAndGet();
                    return new Edit(row.getLong("id"), row.getString("channel"));
                })
                .follow()
                .pollEvery(Duration.ofMillis(5))
                .settleAfter(Duration.ZERO);
        try (Reading<Edit> reading = new Reading<>(source, null, InstantSource.system())) {
            while (reading.records.size() < edits.size()) {
                reading.readUpTo(500);
                assertThat(decoded.get() - reading.records.size()).isLessThanOrEqualTo(4 * JdbcSource.PAGE_ROWS);
            }
            reading.await(Status.CAUGHT_UP);
            // The last row is gone, and others come.
            long last = edits.get(edits.size() - 1).id();
            database.execute("delete from " + table + " where id = " + last);
            database.execute("insert into " + table + " values (" + (last + 5) + ", 'new', false)");
            reading.readUpTo(1);
            assertThat(reading.records).hasSize(edits.size() + 1).endsWith(new Edit(last + 5, "new"));
            assertThat(reading.records.subList(0, edits.size())).isEqualTo(edits);
        }
    }

    private static void assertFails(JdbcSource<?> source, String... parts) {
        assertThatThrownBy(source::splits).isInstanceOf(IOException.class).hasMessageContainingAll(parts);
    }

    @ParameterizedTest
    @EnumSource
    void whatWouldLoseRowsIsRefused(Database database) {
        String table = Database.name("unordered");
        database.execute("create table " + table + " (id bigint, channel varchar(10))");
        database.execute("insert into " + table + " values (1, 'a')");
        JdbcSource<Edit> source = database.jdbc().table(table).by("id").as(Edit.class);
        database.execute("insert into " + table + " values (2, 'b')");
        database.execute("insert into " + table + " values (2, 'c')");
        try (Reading<Edit> reading = new Reading<>(source, null, InstantSource.system())) {
            assertThatThrownBy(() -> reading.readUpTo(10))
                    .hasMessageContaining("there are two rows with the same")
                    .hasMessageContaining("[2]")
                    .hasMessageContaining("name a second column that does");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
        database.execute("insert into " + table + " values (null, 'd')");
        assertFails(source, "there are rows without a value in", "so they would never be read");
        assertFails(database.jdbc().table(table).by("number").as(Edit.class), "the query has no column number; it has");
    }

    /** A second row of a key that was read, in another page and after a restart. */
    @Test
    void aRowThatComesLaterWithTheSameKeyIsNoticed() throws Exception {
        String table = Database.name("same");
        Database.H2.execute("create table " + table + " (id bigint, channel varchar(10))");
        Database.H2.execute("insert into " + table + " values (1, 'a')");
        JdbcSource<Edit> source = Database.H2
                .jdbc()
                .table(table)
                .by("id")
                .as(Edit.class)
                .follow()
                .pollEvery(Duration.ofMillis(5))
                .settleAfter(Duration.ZERO);
        byte[] position;
        try (Reading<Edit> reading = new Reading<>(source, null, InstantSource.system())) {
            reading.readUpTo(1);
            position = reading.reader.position();
        }
        Database.H2.execute("insert into " + table + " values (1, 'b')");
        Database.H2.execute("insert into " + table + " values (2, 'c')");
        try (Reading<Edit> reading = new Reading<>(source, position, InstantSource.system())) {
            assertThatThrownBy(() -> reading.readUpTo(2)).hasMessageContaining("two rows with the same");
        }
    }

    @Test
    void typesThatHaveNoOrderAreRefused() {
        String table = Database.name("by_uuid");
        Database.POSTGRES.execute("create table " + table + " (id uuid, channel text)");
        assertThatThrownBy(() -> Database.POSTGRES
                        .jdbc()
                        .table(table)
                        .by("id")
                        .as(Edit.class)
                        .splits())
                .hasMessageContaining("column id of type uuid cannot order rows");
        assertThatThrownBy(() -> Database.POSTGRES.jdbc().table(table).as(Edit.class))
                .hasMessageContaining("a query without an order cannot be read again");
    }

    @Test
    void rowsThatAreNoRecordsAreSetAside() {
        String table = Database.name("bad");
        Database.POSTGRES.execute("create table " + table + " (id bigint, channel text, small_number int);"
                + "insert into " + table + " values (1, 'a', 5), (2, 'b', null), (3, 'c', 70000), (4, 'd', 6)");
        record Small(long id, short smallNumber) {}
        CollectingSink<Small> good = new CollectingSink<>();
        CollectingSink<DeadLetter> bad = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("bad");
        pipeline.read(
                        "rows",
                        new WaitingSource<>(
                                Database.POSTGRES.jdbc().table(table).by("id").as(Small.class)))
                .write("good", good);
        pipeline.deadLetters().write("bad", bad);
        TestRun.of(pipeline).start().runToEnd();
        assertThat(good.records()).containsExactly(new Small(1, (short) 5), new Small(4, (short) 6));
        assertThat(bad.records())
                .extracting(DeadLetter::text)
                .containsExactly("id=2, channel=b, small_number=null", "id=3, channel=c, small_number=70000");
        assertThat(bad.records())
                .extracting(DeadLetter::message)
                .anySatisfy(each ->
                        assertThat(each).contains("column small_number is null, and field 'smallNumber' is a short"))
                .anySatisfy(each -> assertThat(each).contains("70000 does not fit into short"));
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeComesBack(Database database) throws Exception {
        String table = Database.name("back");
        JdbcSinkTest.Everything full = JdbcSinkTest.full(1);
        JdbcSinkTest.Everything empty = JdbcSinkTest.empty(2);
        Pipeline pipeline = Pipeline.named("fill");
        pipeline.read("records", ListSource.of(full, empty))
                .write(
                        "table",
                        database.jdbc().to(table, JdbcSinkTest.Everything.class).createTable());
        TestRun.of(pipeline).start().runToEnd();
        JdbcSource<JdbcSinkTest.Everything> source =
                database.jdbc().table(table).by("number").as(JdbcSinkTest.Everything.class);
        try (Reading<JdbcSinkTest.Everything> reading = new Reading<>(source, null, InstantSource.system())) {
            reading.readUpTo(3);
            assertThat(reading.records)
                    .usingRecursiveFieldByFieldElementComparator(RecursiveComparisonConfiguration.builder()
                            .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                            .build())
                    .isEqualTo(List.of(full, empty));
        }
    }
}
