package dev.millrace.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.WaitingSource;
import dev.millrace.testkit.postgres.EmbeddedPostgres;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What changes look like, whatever is done to the table, and what is said if they cannot be read. */
@EnabledOnOs(OS.LINUX)
class PostgresChangesTest {

    private static final ReaderContext CONTEXT = new ReaderContext(InstantSource.system(), () -> {});
    private static final String COLUMNS = "id bigint primary key, name text";

    record Item(long id, String name) {}

    record Large(long id, String name, String text) {}

    record Valued(String key, int value) {}

    enum Colour {
        RED
    }

    @SuppressWarnings("ArrayRecordComponent") // compared field by field
    record Everything(
            int id,
            short small,
            Long large,
            double real,
            Float single,
            boolean flag,
            BigDecimal decimal,
            UUID uuid,
            byte[] bytes,
            Instant zoned,
            LocalDateTime unzoned,
            LocalDate day,
            LocalTime clock,
            Colour colour,
            String nothing) {}

    record Place(String country, int number) {}

    record City(String country, int number, String name) {}

    @AfterEach
    void dropSlots() throws InterruptedException {
        Server.dropSlots();
    }

    private static PostgresChanges<Long, Item> items(String table) {
        return Server.changes(table, Long.class, Item.class).untilNow();
    }

    /** The changes behind a slot that was made before them. */
    private static <K, V extends Record> List<String> log(PostgresChanges<K, V> source) {
        CollectingSink<PostgresChange<K, V>> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("log");
        pipeline.read("changes", new WaitingSource<>(source.changesOnly())).write("collected", sink);
        TestRun.of(pipeline).start().runToEnd();
        return sink.records().stream()
                .map(change -> change.kind() + " " + change.key() + " " + change.row())
                .toList();
    }

    private static String logged(String prefix, String columns) {
        String table = Server.table(prefix, columns);
        Server.createSlot(table);
        return table;
    }

    @Test
    void rowsComeFirstAndThenEachChange() throws Exception {
        String table = Server.table("first", COLUMNS);
        Server.POSTGRES.execute("insert into " + table + " values (1, 'a'), (2, 'b')");
        PostgresChanges<Long, Item> source = Server.changes(table, Long.class, Item.class);
        List<String> found = new ArrayList<>();
        SourceReader<PostgresChange<Long, Item>> reader = source.splits().get(0).open(CONTEXT, null);
        Taken<PostgresChange<Long, Item>> taken = new Taken<>(change -> found.add(change.kind() + " " + change.row()));
        taken.readUntil(reader, () -> found.size() == 2);
        Server.POSTGRES.execute("update " + table + " set name = 'c' where id = 1; delete from " + table
                + " where id = 2; insert into " + table + " values (3, null)");
        taken.readUntil(reader, () -> found.size() == 5);
        assertThat(found)
                .containsExactly(
                        "SNAPSHOT Item[id=1, name=a]",
                        "SNAPSHOT Item[id=2, name=b]",
                        "UPDATE Item[id=1, name=c]",
                        "DELETE null",
                        "INSERT Item[id=3, name=null]");
        taken.readUntil(reader, () -> taken.last == SourceReader.Status.CAUGHT_UP);
        reader.close();
    }

    /** Each kind of change must fit what was there before it. */
    private static void apply(PostgresChange<String, Valued> change, Map<String, Integer> mirror) {
        Integer before = change.row() == null
                ? mirror.remove(change.key())
                : mirror.put(change.key(), change.row().value());
        boolean isNew = change.kind() == PostgresChange.Kind.SNAPSHOT || change.kind() == PostgresChange.Kind.INSERT;
        assertThat(before == null).as("%s, before %s", change, before).isEqualTo(isNew);
    }

    /** Whichever rows have been read when it is interrupted; of those before and those behind, some are changed before it goes on. */
    @Test
    void rowsOfTwoSnapshotsFitTogether() throws Exception {
        for (int readFirst = 0; readFirst <= 6; readFirst++) {
            String table = Server.table("interrupted", "key text collate \"C\" primary key, value int");
            Server.POSTGRES.execute(
                    "insert into " + table + " values ('B', 1), ('D', 1), ('a', 1), ('c', 1), ('e', 1), ('f', 1)");
            PostgresChanges<String, Valued> source = Server.changes(table, String.class, Valued.class);
            Map<String, Integer> mirror = new HashMap<>();
            Taken<PostgresChange<String, Valued>> taken = new Taken<>(change -> apply(change, mirror));
            SourceReader<PostgresChange<String, Valued>> reader =
                    source.splits().get(0).open(CONTEXT, null);
            taken.readExactly(reader, readFirst);
            byte[] position = reader.position();
            reader.close();

            Server.POSTGRES.execute("delete from " + table + " where key in ('B', 'e'); update " + table
                    + " set value = 2 where key in ('D', 'f'); insert into " + table
                    + " values ('A', 1), ('z', 1), ('e', 3)");
            SourceReader<PostgresChange<String, Valued>> resumed =
                    source.splits().get(0).open(CONTEXT, position);
            taken.readUntil(resumed, () -> taken.last == SourceReader.Status.CAUGHT_UP);
            resumed.close();
            assertThat(mirror.entrySet().stream().map(row -> row.getKey() + "," + row.getValue()))
                    .as("interrupted behind row %d", readFirst)
                    .containsExactlyInAnyOrderElementsOf(Server.POSTGRES.rows("select key, value from " + table));
            Server.dropSlots();
        }
    }

    @Test
    void theServerKeepsWhatNoCheckpointHas() throws Exception {
        String table = Server.table("confirmed", COLUMNS);
        PostgresChanges<Long, Item> source = Server.changes(table, Long.class, Item.class);
        SourceReader<PostgresChange<Long, Item>> reader = source.splits().get(0).open(CONTEXT, null);
        List<Long> found = new ArrayList<>();
        Taken<PostgresChange<Long, Item>> taken = new Taken<>(change -> found.add(change.key()));
        String confirmed = "select confirmed_flush_lsn from pg_replication_slots where slot_name = '" + table + "'";
        taken.readUntil(reader, () -> taken.last == SourceReader.Status.CAUGHT_UP);
        List<String> before = Server.POSTGRES.rows(confirmed);
        byte[] old = reader.position();
        Server.POSTGRES.execute("insert into " + table + " values (1, 'a')");
        taken.readUntil(reader, () -> found.size() == 1 && taken.last == SourceReader.Status.CAUGHT_UP);
        assertThat(Server.POSTGRES.rows(confirmed)).isEqualTo(before);

        byte[] durable = reader.position();
        reader.onDurable(durable);
        String lsn = Lsn.text(ChangesPosition.of(durable).lsn());
        Jobs.await("confirmed", () -> Server.POSTGRES.rows(confirmed).equals(List.of(lsn)));
        reader.close();

        SourceReader<PostgresChange<Long, Item>> back = source.splits().get(0).open(CONTEXT, old);
        assertThatThrownBy(() -> taken.readUntil(back, () -> false))
                .hasMessageContaining("everything before " + lsn + " is not needed any more, but the job goes back to");
        back.close();
    }

    @Test
    void everyTypeIsReadFromRowsAndFromTheLog() {
        String table = logged(
                "types",
                "id int primary key, small smallint, large bigint, real float8, single float4, flag boolean, decimal numeric,"
                        + " uuid uuid, bytes bytea, zoned timestamptz, unzoned timestamp, day date, clock time, colour text,"
                        + " nothing text");
        Server.POSTGRES.execute("insert into " + table + " values (1, 2, 3, 1e-300, 0.1, true, 123.4500,"
                + " '00000000-0000-0001-0000-000000000002', '\\x00ff', '2026-11-26 12:00:00.123456+05:30',"
                + " '2026-11-26 12:00:00', '2026-11-26', '23:59:59.5', 'RED', null)");
        PostgresChanges<Integer, Everything> source =
                Server.changes(table, Integer.class, Everything.class).untilNow();
        List<Everything> all = new ArrayList<>();
        for (PostgresChanges<Integer, Everything> each : List.of(source.changesOnly(), source.slot(table + "_rows"))) {
            CollectingSink<PostgresChange<Integer, Everything>> sink = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("types");
            pipeline.read("changes", new WaitingSource<>(each)).write("collected", sink);
            TestRun.of(pipeline).start().runToEnd();
            all.add(sink.records().get(0).row());
        }
        for (Everything found : all) {
            assertThat(found)
                    .usingRecursiveComparison()
                    .isEqualTo(new Everything(
                            1,
                            (short) 2,
                            3L,
                            1e-300,
                            0.1f,
                            true,
                            new BigDecimal("123.4500"),
                            new UUID(1, 2),
                            new byte[] {0, -1},
                            Instant.parse("2026-11-26T06:30:00.123456Z"),
                            LocalDateTime.parse("2026-11-26T12:00"),
                            LocalDate.parse("2026-11-26"),
                            LocalTime.parse("23:59:59.5"),
                            Colour.RED,
                            null));
        }
    }

    @Test
    void aKeyThatChangesIsAnotherRow() {
        String table = logged("moved", "country text, number int, name text, primary key (country, number)");
        Server.POSTGRES.execute("insert into " + table + " values ('no', 1, 'Bergen'); update " + table
                + " set number = 2; update " + table + " set name = 'Oslo'");
        assertThat(log(Server.changes(table, Place.class, City.class).untilNow()))
                .containsExactly(
                        "INSERT Place[country=no, number=1] City[country=no, number=1, name=Bergen]",
                        "DELETE Place[country=no, number=1] null",
                        "INSERT Place[country=no, number=2] City[country=no, number=2, name=Bergen]",
                        "UPDATE Place[country=no, number=2] City[country=no, number=2, name=Oslo]");
    }

    @Test
    void aLargeValueThatWasNotChangedIsNeededOnlyIfItIsRead() {
        String table = logged("toast", "id bigint primary key, name text, text text");
        String large = "(select string_agg(md5(i::text), '') from generate_series(1, 1000) i)";
        Server.POSTGRES.execute(
                "insert into " + table + " values (1, 'a', " + large + "); update " + table + " set name = 'b'");
        assertThat(log(Server.changes(table, Long.class, Item.class).untilNow()))
                .containsExactly("INSERT 1 Item[id=1, name=a]", "UPDATE 1 Item[id=1, name=b]");
        assertThatThrownBy(
                        () -> log(Server.changes(table, Long.class, Large.class).untilNow()))
                .isInstanceOf(JobFailedException.class)
                .rootCause()
                .hasMessageContaining("column text was not changed")
                .hasMessageContaining("replica identity full");

        String whole = logged("toast", "id bigint primary key, name text, text text");
        Server.POSTGRES.execute("alter table " + whole + " replica identity full; insert into " + whole
                + " values (1, 'a', " + large + "); update " + whole + " set name = 'b'; delete from " + whole);
        List<String> found = log(Server.changes(whole, Long.class, Large.class).untilNow());
        assertThat(found).hasSize(3);
        assertThat(found.get(1))
                .isEqualTo(found.get(0).replace("INSERT", "UPDATE").replace("name=a", "name=b"));
        assertThat(found.get(2)).isEqualTo("DELETE 1 null");
    }

    /** Such a key is in the log beside the row, which does not have it. */
    @Test
    void aLargeKeyThatWasNotChangedIsFound() {
        String table = logged("large_key", "name text primary key, id bigint");
        Server.POSTGRES.execute("alter table " + table + " alter column name set storage external");
        String key = "(select string_agg(md5(i::text), '') from generate_series(1, 70) i)";
        Server.POSTGRES.execute("insert into " + table + " values (" + key + ", 1)");
        Server.POSTGRES.execute("update " + table + " set id = 2");

        List<String> found = log(Server.changes(table, String.class, Item.class).untilNow());

        assertThat(found).hasSize(2);
        assertThat(found.get(0))
                .startsWith("INSERT c4ca4238a0b923820dcc509a6f75849b")
                .contains("Item[id=1, name=c4ca42");
        assertThat(found.get(1))
                .isEqualTo(found.get(0).replace("INSERT", "UPDATE").replace("id=1", "id=2"));
    }

    @Test
    void aTableMayGetAnotherNameAndNotBeReplaced() throws Exception {
        String table = logged("renamed", COLUMNS);
        PostgresChanges<Long, Item> source =
                Server.changes(table, Long.class, Item.class).changesOnly();
        List<String> found = new ArrayList<>();
        Taken<PostgresChange<Long, Item>> taken = new Taken<>(change -> found.add(change.toString()));
        SourceReader<PostgresChange<Long, Item>> reader = source.splits().get(0).open(CONTEXT, null);
        Server.POSTGRES.execute("insert into " + table + " values (1, 'a')");
        taken.readUntil(reader, () -> found.size() == 1);
        Server.POSTGRES.execute("alter table " + table + " rename to " + table + "_old");
        Server.POSTGRES.execute("insert into " + table + "_old values (2, 'b')");
        taken.readUntil(reader, () -> found.size() == 2);
        byte[] position = reader.position();

        Server.POSTGRES.execute(
                "create table " + table + " (" + COLUMNS + "); alter publication " + table + " add table " + table);
        Server.POSTGRES.execute("insert into " + table + " values (3, 'c')");
        assertThatThrownBy(() -> taken.readUntil(reader, () -> false))
                .hasMessageContaining("table " + table + " is another one than before");
        reader.close();
        SourceReader<PostgresChange<Long, Item>> again = source.splits().get(0).open(CONTEXT, position);
        assertThatThrownBy(() -> taken.readUntil(again, () -> false))
                .hasMessageContaining("table " + table + " is another one than before");
        again.close();
        assertThat(found).hasSize(2);
    }

    @Test
    void theServerKeepsWhatAnOlderCheckpointNeeds() throws Exception {
        String table = logged("older", COLUMNS);
        PostgresChanges<Long, Item> source =
                Server.changes(table, Long.class, Item.class).changesOnly();
        List<Long> found = new ArrayList<>();
        Taken<PostgresChange<Long, Item>> taken = new Taken<>(change -> found.add(change.key()));
        SourceReader<PostgresChange<Long, Item>> first = source.splits().get(0).open(CONTEXT, null);
        taken.readUntil(first, () -> taken.last == SourceReader.Status.CAUGHT_UP);
        byte[] older = first.position();
        Server.POSTGRES.execute("insert into " + table + " values (1, 'a')");
        taken.readUntil(first, () -> found.size() == 1);
        byte[] newer = first.position();
        first.close();

        // Nobody has said yet that the older one is gone.
        SourceReader<PostgresChange<Long, Item>> second = source.splits().get(0).open(CONTEXT, newer);
        taken.readUntil(second, () -> taken.last == SourceReader.Status.CAUGHT_UP);
        second.close();
        SourceReader<PostgresChange<Long, Item>> third = source.splits().get(0).open(CONTEXT, older);
        taken.readUntil(third, () -> found.size() == 2);
        third.close();
    }

    @Test
    void columnsMayComeAndGo() {
        String table = logged("altered", COLUMNS);
        Server.POSTGRES.execute("insert into " + table + " values (1, 'a')");
        Server.POSTGRES.execute("alter table " + table + " add column more int default 7; insert into " + table
                + " values (2, 'b', 8)");
        Server.POSTGRES.execute(
                "alter table " + table + " alter column id type int; insert into " + table + " values (3, 'c', 9)");
        assertThat(log(items(table)))
                .containsExactly(
                        "INSERT 1 Item[id=1, name=a]", "INSERT 2 Item[id=2, name=b]", "INSERT 3 Item[id=3, name=c]");
        Server.POSTGRES.execute("alter table " + table + " drop column name; insert into " + table + " values (4, 10)");
        assertThatThrownBy(() -> log(items(table)))
                .rootCause()
                .hasMessageContaining("there is no column for field 'name' of Item; there are id, more");
    }

    @Test
    void aTruncationFailsTheJobUnlessItIsAskedFor() {
        String table = logged("emptied", COLUMNS);
        Server.POSTGRES.execute("insert into " + table + " values (1, 'a'), (2, 'b')");
        Server.POSTGRES.execute("truncate " + table);
        Server.POSTGRES.execute("insert into " + table + " values (2, 'c')");
        assertThatThrownBy(() -> log(items(table)))
                .rootCause()
                .hasMessageContaining("was emptied by TRUNCATE")
                .hasMessageContaining("withTruncates()");
        assertThat(log(items(table).withTruncates()))
                .containsExactly(
                        "INSERT 1 Item[id=1, name=a]",
                        "INSERT 2 Item[id=2, name=b]",
                        "TRUNCATE null null",
                        "INSERT 2 Item[id=2, name=c]");
    }

    @Test
    void aTableIsWhatTheDatabaseHas() throws InterruptedException {
        String table = logged("mirrored", COLUMNS);
        Server.POSTGRES.execute("insert into " + table + " select i, 'first ' || i from generate_series(1, 50) i");
        Server.POSTGRES.execute("truncate " + table);
        Server.POSTGRES.execute("insert into " + table + " select i, 'second ' || i from generate_series(20, 90) i");
        Server.POSTGRES.execute("delete from " + table + " where id % 3 = 0; update " + table
                + " set name = name || '!' where id % 2 = 0; update " + table + " set id = id + 1000 where id % 5 = 0");
        CollectingSink<Change<Long, Item>> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("mirrored");
        items(table)
                .changesOnly()
                .withTruncates()
                .table(pipeline, "items")
                .changes()
                .write("changes", sink);
        Jobs.run(pipeline, 2);
        Map<Long, String> mirror = new HashMap<>();
        for (Change<Long, Item> change : sink.records()) {
            if (change.kind() == ChangeKind.DELETE) {
                assertThat(mirror.remove(change.key())).isNotNull();
            } else {
                assertThat(mirror.put(change.key(), change.value().name()) == null)
                        .isEqualTo(change.kind() == ChangeKind.INSERT);
            }
        }
        assertThat(mirror.entrySet().stream().map(row -> row.getKey() + "," + row.getValue()))
                .containsExactlyInAnyOrderElementsOf(Server.POSTGRES.rows("select id, name from " + table));
    }

    @Test
    void whatIsMissingIsSaidBeforeTheJobStarts() throws Exception {
        String table = Server.table("missing", COLUMNS);
        assertThatThrownBy(() -> items(table).publication("nobody").splits())
                .hasMessageContaining(
                        "there is no publication nobody; say 'create publication nobody for table " + table);
        String other = Server.table("other", COLUMNS);
        assertThatThrownBy(() -> items(table).publication(other).splits())
                .hasMessageContaining("does not have " + table)
                .hasMessageContaining("add table " + table);
        Server.POSTGRES.execute("alter publication " + other + " set (publish = 'insert')");
        assertThatThrownBy(() -> items(other).splits()).hasMessageContaining("leaves out some kinds of changes");
        String filtered = Server.table("filtered", COLUMNS);
        Server.POSTGRES.execute("alter publication " + filtered + " set table " + filtered + " where (id > 7)");
        assertThatThrownBy(() -> items(filtered).splits())
                .hasMessageContaining("publication " + filtered + " leaves out rows of " + filtered)
                .hasMessageContaining("(id > 7)");
        String keyless = Server.table("keyless", "id bigint");
        assertThatThrownBy(() -> items(keyless).splits()).hasMessageContaining("has no primary key");
        Server.POSTGRES.execute("alter table " + table + " replica identity nothing");
        assertThatThrownBy(() -> items(table).splits()).hasMessageContaining("replica identity is nothing");
        assertThatThrownBy(() -> Server.changes(keyless, Map.class, Item.class))
                .hasMessageContaining("Map is a java.util.Map, which no column can be");
        String two = Server.table("two", "a int, b int, primary key (a, b)");
        assertThatThrownBy(() -> Server.changes(two, Long.class, Item.class).splits())
                .hasMessageContaining("the primary key of " + two + " is a, b, and Long has 1 value");
    }

    @Test
    void aSlotThatIsInUseOrGoneIsNamed() throws Exception {
        String table = Server.table("slots", COLUMNS);
        PostgresChanges<Long, Item> source = Server.changes(table, Long.class, Item.class);
        SourceReader<PostgresChange<Long, Item>> first = source.splits().get(0).open(CONTEXT, null);
        Taken<PostgresChange<Long, Item>> taken = new Taken<>(change -> {});
        taken.readUntil(first, () -> taken.last == SourceReader.Status.CAUGHT_UP);
        byte[] position = first.position();

        SourceReader<PostgresChange<Long, Item>> second = source.splits().get(0).open(CONTEXT, position);
        assertThatThrownBy(() -> taken.readUntil(second, () -> false))
                .hasMessageContaining("slot " + table + " is in use: process ");
        second.close();
        first.close();

        Server.dropSlots();
        SourceReader<PostgresChange<Long, Item>> third = source.splits().get(0).open(CONTEXT, position);
        assertThatThrownBy(() -> taken.readUntil(third, () -> false))
                .hasMessageContaining("there is no slot " + table + " any more, so changes are lost");
        third.close();
    }

    @Test
    void aLogThatTheServerHasDroppedIsSaid() throws Exception {
        String table = logged("dropped", COLUMNS);
        Server.setting("max_slot_wal_keep_size", "'1MB'");
        try {
            for (int i = 0; i < 3; i++) {
                Server.POSTGRES.execute("insert into " + table + " values (" + i + ", 'a')");
                Server.POSTGRES.rows("select pg_switch_wal()");
            }
            Server.POSTGRES.execute("checkpoint");
            SourceReader<PostgresChange<Long, Item>> reader =
                    items(table).splits().get(0).open(CONTEXT, null);
            Taken<PostgresChange<Long, Item>> taken = new Taken<>(change -> {});
            assertThatThrownBy(() -> taken.readUntil(reader, () -> false))
                    .hasMessageContaining("the server has dropped the log behind slot " + table);
            reader.close();
        } finally {
            Server.setting("max_slot_wal_keep_size", "-1");
        }
    }

    @Test
    void aLogWithoutChangesOfRowsIsSaid() {
        try (EmbeddedPostgres other = EmbeddedPostgres.start(Map.of("wal_level", "replica"))) {
            assertThatThrownBy(() -> Postgres.at(other.url())
                            .changes("items", Long.class, Item.class)
                            .splits())
                    .hasMessageContaining("has wal_level = replica")
                    .hasMessageContaining("set wal_level = logical");
        }
    }
}
