package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.ListRecords;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An epoch is in the table once or not at all, whatever happens between two calls of a writer, and whoever else is there. For PostgreSQL
 * {@link JdbcContractTest} shows a part of that.
 */
class EpochWriterTest {

    private static final int EPOCH_CASES = 12;
    private static final int JOB_CASES = 12;

    record Row(String text) {}

    /** Has rows cross to the worker of their key, so that several write. */
    private static final class PassOn implements ProcessFunction<Integer, Integer, Row> {

        private static final long serialVersionUID = 1L;

        @Override
        public void process(RecordContext<Integer, Integer, Row> number) {
            number.emit(new Row(number.value().toString()));
        }
    }

    private static JdbcSink<Row> sink(Database database, String table) {
        return database.jdbc().to(table, Row.class).createTable().exactlyOnce(table);
    }

    private static SinkWriter<Row> open(JdbcSink<Row> sink, int index, int count, long restoredEpoch)
            throws IOException {
        return sink.open(new WriterContext("sink", index, count, InstantSource.system(), true, restoredEpoch));
    }

    private static void write(SinkWriter<Row> writer, String... values) throws Exception {
        writer.write(new ListRecords<>(List.of(values).stream().map(Row::new).toList()));
    }

    private static void commitAll(SinkWriter<Row> writer, Map<Long, byte[]> prepared) throws Exception {
        for (Map.Entry<Long, byte[]> work : prepared.entrySet()) {
            writer.commit(work.getKey(), work.getValue());
        }
    }

    private static List<String> values(Database database, String table) {
        return database.rows("select text from " + table + " order by text");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRES")
    void anEpochIsThereOnceWhateverHappensBetweenTwoCalls(Database database) throws Exception {
        for (long seed = 0; seed < EPOCH_CASES; seed++) {
            Random random = new Random(seed);
            String table = Database.name("epochs");
            JdbcSink<Row> sink = sink(database, table).batchSize(1 + random.nextInt(3));
            List<String> expected = new ArrayList<>();
            TreeMap<Long, byte[]> prepared = new TreeMap<>();
            SinkWriter<Row> writer = open(sink, 0, 1, 0);
            long epoch = 0;
            while (epoch < 6) {
                String value = epoch + "/" + expected.size();
                boolean hasRows = random.nextInt(4) > 0;
                if (hasRows) {
                    write(writer, value + "/a", value + "/b");
                }
                boolean diesBeforeEpochEnds = random.nextInt(4) == 0;
                if (!diesBeforeEpochEnds) {
                    // The checkpoint is complete as soon as it is prepared.
                    epoch++;
                    prepared.put(epoch, writer.prepare(epoch));
                    if (hasRows) {
                        expected.addAll(List.of(value + "/a", value + "/b"));
                    }
                    if (random.nextBoolean()) {
                        commitAll(writer, prepared);
                        // The last one stays in checkpoints, and those before it may.
                        if (random.nextBoolean()) {
                            prepared.headMap(epoch).clear();
                        }
                    }
                }
                if (diesBeforeEpochEnds || random.nextInt(3) == 0) {
                    // SQLite has no room for two, and a process that died has no connection either.
                    writer.close();
                    writer = open(sink, 0, 1, epoch);
                    commitAll(writer, prepared);
                }
            }
            commitAll(writer, prepared);
            writer.close();
            assertThat(values(database, table)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRES")
    void aJobThatDiesWritesWhatOneWritesThatDoesNot(Database database) {
        int restores = 0;
        for (long seed = 0; seed < JOB_CASES; seed++) {
            Random random = new Random(seed);
            int count = random.nextInt(400);
            String table = Database.name("job");
            JdbcSink<Row> sink = sink(database, table).batchSize(1 + random.nextInt(100));
            Pipeline pipeline = Pipeline.named("numbers");
            pipeline.read(
                            "numbers",
                            ListSource.of(IntStream.range(0, count).boxed().toList()))
                    .keyBy(number -> number % 13)
                    .process("spread", new PassOn())
                    .write("table", database == Database.SQLITE ? sink.writers(1) : sink);
            TestRun run = TestRun.of(pipeline)
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .crashes(random.nextInt(5))
                    .start()
                    .runToEnd();
            assertThat(database.rows("select cast(text as integer) from " + table + " order by 1"))
                    .as("%s", run)
                    .isEqualTo(IntStream.range(0, count)
                            .mapToObj(Integer::toString)
                            .toList());
            restores += run.restores();
        }
        assertThat(restores).isGreaterThan(JOB_CASES / 3);
    }

    @Test
    void whoWakesUpAfterAnotherTookOverWritesNothing() throws Exception {
        String table = Database.name("zombie");
        JdbcSink<Row> sink = sink(Database.POSTGRES, table);
        SinkWriter<Row> frozen = open(sink, 0, 1, 0);
        write(frozen, "a");
        byte[] first = frozen.prepare(1);
        frozen.commit(1, first);
        write(frozen, "b");
        byte[] second = frozen.prepare(2);

        SinkWriter<Row> next = open(sink, 0, 1, 1);
        next.commit(1, first);
        write(next, "b");

        assertThatThrownBy(() -> frozen.commit(2, second))
                .hasMessageContaining("another process has taken over sink '" + table + "', writer 0")
                .hasMessageContaining("epoch 2 is not written");
        write(frozen, "c");
        assertThatThrownBy(() -> frozen.prepare(3)).hasMessageContaining("this process writes no more");
        next.commit(2, next.prepare(2));
        assertThat(values(Database.POSTGRES, table)).containsExactly("a", "b");
        frozen.close();
        next.close();
    }

    /** An older attempt with more writers: those that there are no more must not commit either. */
    @Test
    void writersThatThereAreNoMoreAreTakenOverAsWell() throws Exception {
        String table = Database.name("fewer");
        JdbcSink<Row> sink = sink(Database.POSTGRES, table);
        List<SinkWriter<Row>> older = new ArrayList<>();
        List<byte[]> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            older.add(open(sink, i, 4, 0));
            write(older.get(i), "of " + i);
            work.add(older.get(i).prepare(1));
        }
        older.get(0).commit(1, work.get(0));
        older.get(3).commit(1, work.get(3));

        // The checkpoint with epoch 1 was complete: two writers get what four have prepared.
        for (int i = 0; i < 2; i++) {
            try (Closing next = new Closing(open(sink, i, 2, 1))) {
                next.writer.commit(1, work.get(i));
                next.writer.commit(1, work.get(i + 2));
            }
        }
        for (int i = 0; i < 4; i++) {
            SinkWriter<Row> woken = older.get(i);
            assertThatThrownBy(() -> woken.prepare(2)).hasMessageContaining("writes no more");
            woken.close();
        }
        assertThat(values(Database.POSTGRES, table)).containsExactly("of 0", "of 1", "of 2", "of 3");
    }

    private record Closing(SinkWriter<Row> writer) implements AutoCloseable {

        @Override
        public void close() {
            try {
                writer.close();
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        }
    }

    /** The other one had no rows to write, and has gone on all the same. */
    @Test
    void whoWakesUpBehindEpochsWithoutRowsIsRefused() throws Exception {
        String table = Database.name("without_rows");
        JdbcSink<Row> sink = sink(Database.POSTGRES, table);
        SinkWriter<Row> frozen = open(sink, 0, 1, 0);
        write(frozen, "a");
        frozen.commit(1, frozen.prepare(1));

        SinkWriter<Row> next = open(sink, 0, 1, 1);
        for (long epoch = 2; epoch <= 4; epoch++) {
            next.commit(epoch, next.prepare(epoch));
        }

        assertThatThrownBy(() -> frozen.prepare(2)).hasMessageContaining("writes no more");
        frozen.close();
        // It starts anew, from its own checkpoint.
        assertThatThrownBy(() -> open(sink, 0, 1, 1))
                .hasMessageContaining(
                        "epoch 4 of sink '" + table + "' is in the database, but the job goes back to epoch 1");
        write(next, "b");
        next.commit(5, next.prepare(5));
        next.close();
        assertThat(values(Database.POSTGRES, table)).containsExactly("a", "b");
    }

    /** Whether it was committed is not known: that is what the number is for. */
    @Test
    void onlyWhatWasRolledBackIsTriedAgainAtOnce() {
        for (String state : List.of("40001", "40P01")) {
            assertThat(SqlFailures.isCollision(new java.sql.SQLException("rolled back", state)))
                    .as(state)
                    .isTrue();
        }
        for (String state : List.of("40002", "40003", "08006")) {
            assertThat(SqlFailures.isCollision(new java.sql.SQLException("unknown", state)))
                    .as(state)
                    .isFalse();
        }
    }

    /** Without a single wait of the test: opening waits until the server ends the transaction that stands still. */
    @Test
    void whoIsFrozenWithinItsTransactionKeepsNobodyOut() throws Exception {
        String table = Database.name("frozen");
        JdbcSink<Row> sink = sink(Database.POSTGRES, table).transactionTimeout(Duration.ofMillis(500));
        SinkWriter<Row> first = open(sink, 0, 1, 0);
        first.prepare(1);
        SqlConnection frozen = SqlConnection.open(Database.POSTGRES.jdbc(), Duration.ofMillis(500));
        EpochTable epochs = EpochTable.open(frozen, table, 0, 1, Duration.ofMillis(500), 1);
        frozen.limitIdle();
        epochs.note(0, 2, "");

        SinkWriter<Row> next = open(sink, 0, 1, 1);
        write(next, "a");
        next.commit(2, next.prepare(2));

        assertThatThrownBy(frozen.connection::commit).isInstanceOf(java.sql.SQLException.class);
        assertThat(values(Database.POSTGRES, table)).containsExactly("a");
        next.close();
        first.close();
        frozen.close();
    }

    @Test
    void rowsOfAFrozenProcessAreNotLockedForEver() throws Exception {
        String table = Database.name("frozen_batch");
        Database.POSTGRES.execute("create table " + table + " (id int primary key)");
        SqlConnection frozen = SqlConnection.open(Database.POSTGRES.jdbc(), Duration.ofMillis(500));
        String insert = "insert into " + table + " values (1)";

        assertThatThrownBy(() -> frozen.commit("rows cannot be written", insert, () -> {
                    try (Statement statement = frozen.connection.createStatement()) {
                        statement.execute(insert);
                    }
                    // This waits until the server has ended the transaction that stands still.
                    Database.POSTGRES.execute(insert);
                    return 1;
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rows cannot be written");
        frozen.close();
        assertThat(Database.POSTGRES.number("select count(*) from " + table)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whoGoesOnFromTheSameEpochOfAnotherHistoryIsRefused(Database database) throws Exception {
        String table = Database.name("histories");
        JdbcSink<Row> sink = sink(database, table);
        byte[] mine;
        try (Closing writer = new Closing(open(sink, 0, 1, 0))) {
            write(writer.writer, "a");
            mine = writer.writer.prepare(1);
        }
        // Its checkpoint is complete, on a disk of its own; another one begins anew.
        byte[] others;
        try (Closing writer = new Closing(open(sink, 0, 1, 0))) {
            write(writer.writer, "b", "c");
            others = writer.writer.prepare(1);
            writer.writer.commit(1, others);
        }

        try (Closing writer = new Closing(open(sink, 0, 1, 1))) {
            writer.writer.commit(1, others);
            assertThatThrownBy(() -> writer.writer.commit(1, mine))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "epoch 1 of sink '" + table + "', writer 0, is in the database with other rows");
        }
        assertThat(values(database, table)).containsExactly("b", "c");
    }

    @Test
    void aTransactionThatIsHeldForLongFailsWhoWantsToTakeOver() throws Exception {
        String table = Database.name("held");
        open(sink(Database.POSTGRES, table), 0, 1, 0).close();
        SqlConnection holding = SqlConnection.open(Database.POSTGRES.jdbc());
        EpochTable.open(holding, table, 0, 1, Duration.ofSeconds(60), 0).note(0, 1, "");

        JdbcSink<Row> impatient = sink(Database.POSTGRES, table).transactionTimeout(Duration.ofMillis(100));
        assertThatThrownBy(() -> open(impatient, 0, 1, 0))
                .hasMessageContaining("sink '" + table + "' cannot be taken over")
                .hasMessageContaining("lock timeout");
        holding.close();
    }

    @ParameterizedTest
    @EnumSource
    void aJobBehindItsTableIsRefused(Database database) throws Exception {
        String table = Database.name("behind");
        try (Closing writer = new Closing(open(sink(database, table), 0, 1, 0))) {
            write(writer.writer, "a");
            writer.writer.commit(1, writer.writer.prepare(1));
        }
        assertThatThrownBy(() -> open(sink(database, table), 0, 1, 0))
                .hasMessageContaining("epoch 1 of sink '" + table + "' is in the database, but the job starts from the"
                        + " beginning, so rows would be written twice")
                .hasMessageContaining("exactlyOnce(\"" + table + "-2\")");
    }

    @ParameterizedTest
    @EnumSource
    void aNumberThatWasLostIsNotGuessed(Database database) throws Exception {
        String table = Database.name("lost");
        byte[] work;
        try (Closing writer = new Closing(open(sink(database, table), 0, 1, 0))) {
            write(writer.writer, "a");
            work = writer.writer.prepare(1);
        }
        database.execute("delete from millrace_epochs where sink = '" + table + "'");
        for (int attempt = 0; attempt < 2; attempt++) {
            try (Closing writer = new Closing(open(sink(database, table), 0, 1, 1))) {
                assertThatThrownBy(() -> writer.writer.commit(1, work))
                        .hasMessageContaining(
                                "whether epoch 1 of sink '" + table + "' is in the database cannot be found out")
                        .hasMessageContaining("to 1, if they are not to 0");
            }
        }
        database.execute("update millrace_epochs set epoch = 0 where sink = '" + table + "'");
        try (Closing writer = new Closing(open(sink(database, table), 0, 1, 1))) {
            writer.writer.commit(1, work);
        }
        assertThat(values(database, table)).containsExactly("a");
    }

    @Test
    void aSinkMayHaveAnotherNameFromNowOn() throws Exception {
        String table = Database.name("renamed");
        byte[] work;
        try (Closing writer = new Closing(open(sink(Database.H2, table), 0, 1, 0))) {
            write(writer.writer, "a");
            work = writer.writer.prepare(1);
        }
        for (int attempt = 0; attempt < 2; attempt++) {
            try (Closing writer = new Closing(open(sink(Database.H2, table).exactlyOnce(table + "-2"), 0, 1, 1))) {
                writer.writer.commit(1, work);
                assertThat(writer.writer.prepare(2 + attempt)).isNotEmpty();
            }
        }
        assertThat(values(Database.H2, table)).containsExactly("a");
    }

    /** Rows that are fine each, and not together: found when the epoch is written, and named. */
    @Test
    void aRowThatTheTableDoesNotTakeAtTheEndIsNamedUntilItDoes() throws Exception {
        String table = Database.name("at_the_end");
        Database.POSTGRES.execute("create table " + table + " (text text unique)");
        JdbcSink<Row> sink = sink(Database.POSTGRES, table);
        try (Closing writer = new Closing(open(sink, 0, 1, 0))) {
            write(writer.writer, "a", "b", "c");
            write(writer.writer, "d", "b", "e");
            byte[] work = writer.writer.prepare(1);
            assertThatThrownBy(() -> writer.writer.commit(1, work))
                    .hasMessageContaining("the database does not take row 5 of 6 of epoch 1")
                    .hasMessageContaining("Row[text=b]");
            assertThat(values(Database.POSTGRES, table)).isEmpty();
            Database.POSTGRES.execute("alter table " + table + " drop constraint " + table + "_text_key");
            writer.writer.commit(1, work);
        }
        assertThat(values(Database.POSTGRES, table)).containsExactly("a", "b", "b", "c", "d", "e");
    }

    @Test
    void whatIsTriedIsNotSeen() throws Exception {
        String table = Database.name("tried");
        try (Closing writer = new Closing(open(sink(Database.POSTGRES, table), 0, 1, 0))) {
            write(writer.writer, "a");
            byte[] work = writer.writer.prepare(1);
            assertThat(values(Database.POSTGRES, table)).isEmpty();
            writer.writer.commit(1, work);
        }
        assertThat(values(Database.POSTGRES, table)).containsExactly("a");
    }
}
