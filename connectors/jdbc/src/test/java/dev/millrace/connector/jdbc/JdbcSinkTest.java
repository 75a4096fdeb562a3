package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Sink.Guarantee;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.TestRun;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What is in the table, and what is said if it cannot be. */
class JdbcSinkTest {

    enum Colour {
        RED,
        BLUE
    }

    @SuppressWarnings("ArrayRecordComponent") // a column of bytes
    record Everything(
            boolean yes,
            byte tiny,
            short small,
            int number,
            long large,
            float rough,
            double fine,
            @Nullable BigDecimal exact,
            @Nullable String text,
            char letter,
            @Nullable Colour colour,
            @Nullable UUID id,
            @Nullable Instant addedAt,
            @Nullable LocalDate onDay,
            @Nullable LocalTime clock,
            @Nullable LocalDateTime local,
            byte @Nullable [] bytes) {}

    record Total(String channel, long edits) {}

    /** Names that are reserved words. */
    record Reserved(long order, String user) {}

    static Everything full(int number) {
        return new Everything(
                true,
                (byte) -1,
                (short) 300,
                number,
                1L << 40,
                0.5f,
                0.1,
                new BigDecimal("12.5"),
                "O'Brien",
                'x',
                Colour.BLUE,
                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                Instant.parse("2026-11-26T07:00:00.123456Z"),
                LocalDate.of(2026, 2, 28),
                LocalTime.of(23, 59, 1),
                LocalDateTime.of(2026, 1, 2, 3, 4, 5, 600_000_000),
                new byte[] {0, -1});
    }

    static Everything empty(int number) {
        return new Everything(
                false, (byte) 0, (short) 0, number, 0, 0, 0, null, null, 'y', null, null, null, null, null, null, null);
    }

    private static <T> TestRun run(List<T> records, JdbcSink<T> sink) {
        Pipeline pipeline = Pipeline.named("write");
        pipeline.read("records", ListSource.of(records)).write("table", sink);
        return TestRun.of(pipeline).start();
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeComesThroughAndANullIsANull(Database database) {
        String table = Database.name("everything");
        Everything full = full(70_000);
        Everything empty = empty(0);

        run(List.of(full, empty), database.jdbc().to(table, Everything.class).createTable())
                .runToEnd();

        assertThat(database.rows("select count(*) from " + table
                        + " where exact is null and text is null and colour is null and id is null and added_at is null"
                        + " and bytes is null and large = 0"))
                .containsExactly("1");
        assertThat(database.rows("select tiny, small, number, large, rough, fine, text, letter, colour, id from "
                        + table + " where number > 0"))
                .containsExactly(
                        "-1,300,70000,1099511627776,0.5,0.1,O'Brien,x,BLUE,00000000-0000-0001-0000-000000000002");
        String time = database == Database.POSTGRES ? "added_at at time zone 'UTC'" : "added_at";
        assertThat(database.rows("select " + time + ", on_day, clock, local from " + table + " where number > 0")
                        .get(0)
                        .replace('T', ' '))
                .matches("2026-11-26 07:00:00\\.123456(Z|\\+00)?,2026-02-28,23:59:01,2026-01-02 03:04:05\\.6(00)*");
    }

    /** Some databases round: a time that was rounded may be in another window. */
    @ParameterizedTest
    @EnumSource
    void timesAreCutToMicrosecondsAndNotRounded(Database database) {
        record At(Instant at) {}
        String table = Database.name("cut");
        run(
                        List.of(new At(Instant.parse("2026-11-26T07:00:00.999999999Z"))),
                        database.jdbc().to(table, At.class).createTable())
                .runToEnd();
        assertThat(database.rows("select at from " + table).get(0)).contains(":00.999999");
    }

    @ParameterizedTest
    @EnumSource
    void reservedWordsAreColumnsThatPeopleFindWithoutQuotes(Database database) {
        String table = Database.name("reserved");
        run(
                        List.of(new Reserved(1, "a")),
                        database.jdbc()
                                .to(table, Reserved.class)
                                .upsertBy("order")
                                .createTable())
                .runToEnd();
        assertThat(database.rows("select * from " + table)).containsExactly("1,a");
    }

    @ParameterizedTest
    @EnumSource
    void theLastOneOfEachKeyStays(Database database) {
        for (long seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            String table = Database.name("upserted");
            List<Total> records = new ArrayList<>();
            Map<String, Long> expected = new TreeMap<>();
            for (int i = 0; i < 300; i++) {
                Total total = new Total("channel " + random.nextInt(20), random.nextInt(1000));
                records.add(total);
                expected.put(total.channel(), total.edits());
            }
            Pipeline pipeline = Pipeline.named("upsert");
            pipeline.read("records", ListSource.of(records))
                    .write(
                            "table",
                            database.jdbc()
                                    .to(table, Total.class)
                                    .upsertBy("channel")
                                    .createTable()
                                    .writers(1)
                                    .batchSize(1 + random.nextInt(50)));
            // What is written again after a crash ends in the same.
            TestRun.of(pipeline).seed(seed).crashes(random.nextInt(4)).start().runToEnd();
            assertThat(database.rows("select channel, edits from " + table + " order by channel"))
                    .as("seed %d", seed)
                    .isEqualTo(expected.entrySet().stream()
                            .map(each -> each.getKey() + "," + each.getValue())
                            .toList());
        }
    }

    /** Upserts of nothing but a key, which have nothing to update. */
    @ParameterizedTest
    @EnumSource
    void aRowOfKeysAloneMayComeTwice(Database database) {
        record Seen(String name) {}
        String table = Database.name("seen");
        run(
                        List.of(new Seen("a"), new Seen("b"), new Seen("a")),
                        database.jdbc()
                                .to(table, Seen.class)
                                .upsertBy("name")
                                .createTable()
                                .batchSize(1))
                .runToEnd();
        assertThat(database.rows("select name from " + table + " order by name"))
                .containsExactly("a", "b");
    }

    /** One transaction of a batch that the driver makes one statement of. */
    @Test
    void aBatchThatIsOneStatementMayHaveAKeyTwice() {
        String table = Database.name("rewritten");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(Database.server().url() + "&reWriteBatchedInserts=true");
        run(
                        List.of(new Total("a", 1), new Total("b", 2), new Total("a", 3)),
                        Jdbc.of(source)
                                .to(table, Total.class)
                                .upsertBy("channel")
                                .createTable())
                .runToEnd();
        assertThat(Database.POSTGRES.rows("select * from " + table + " order by channel"))
                .containsExactly("a,3", "b,2");
    }

    @Test
    void aStatementOfOnesOwnIsExecutedForEachRecord() {
        String table = Database.name("own");
        Database.POSTGRES.execute("create table " + table + " (id bigint, about jsonb)");
        Pipeline pipeline = Pipeline.named("own");
        pipeline.read("numbers", ListSource.of(1L, 2L))
                .write(
                        "table",
                        Database.POSTGRES
                                .jdbc()
                                .to("insert into " + table + " values (?, ?::jsonb)", (statement, number) -> {
                                    statement.setLong(1, number);
                                    statement.setString(2, "{\"n\": " + number + "}");
                                }));
        TestRun.of(pipeline).start().runToEnd();
        assertThat(Database.POSTGRES.rows("select id, about ->> 'n' from " + table + " order by id"))
                .containsExactly("1,1", "2,2");
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatTheDatabaseRefusesAreSetAsideAndAllOthersAreThere(Database database) {
        for (long seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            boolean isExactlyOnce = seed % 2 == 1;
            String table = Database.name("checked");
            database.execute("create table " + table
                    + " (channel varchar(20) not null primary key, edits bigint check (edits >= 0))");
            int count = 1 + random.nextInt(400);
            List<Total> records = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                records.add(new Total("c" + i, random.nextInt(30) == 0 ? -1 : i));
            }
            CollectingSink<DeadLetter> letters = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("refused");
            JdbcSink<Total> sink = database.jdbc()
                    .to(table, Total.class)
                    .batchSize(1 + random.nextInt(200))
                    .writers(1);
            pipeline.read("records", ListSource.of(records))
                    .write("table", isExactlyOnce ? sink.exactlyOnce(table) : sink.upsertBy("channel"));
            pipeline.deadLetters().write("letters", letters);

            TestRun.Builder run = TestRun.of(pipeline).seed(seed);
            (isExactlyOnce ? run.crashes(random.nextInt(3)) : run).start().runToEnd();

            assertThat(database.rows("select channel from " + table + " order by edits"))
                    .as("seed %d", seed)
                    .isEqualTo(records.stream()
                            .filter(each -> each.edits() >= 0)
                            .map(Total::channel)
                            .toList());
            assertThat(letters.records())
                    .hasSize((int)
                            records.stream().filter(each -> each.edits() < 0).count())
                    .allSatisfy(letter -> {
                        assertThat(letter.operator()).isEqualTo("table");
                        assertThat(letter.message())
                                .containsIgnoringCase("check")
                                .contains(table);
                    });
        }
    }

    @Test
    void aRefusedRowFailsTheJobUnlessThereIsAPolicy() {
        String table = Database.name("not_null");
        Database.POSTGRES.execute("create table " + table + " (channel text, edits bigint unique)");
        assertThatThrownBy(() -> run(
                                List.of(new Total("a", 1), new Total("b", 2), new Total("c", 1)),
                                Database.POSTGRES.jdbc().to(table, Total.class))
                        .runToEnd())
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("'table'")
                .hasMessageContaining("(edits)=(1) already exists")
                .hasMessageContaining("INSERT INTO " + table);
        assertThat(Database.POSTGRES.rows("select channel from " + table + " order by 1"))
                .as("what came before it")
                .containsExactly("a", "b");
    }

    @Test
    void rowsThatDependOnEachOtherAreThereInTheOrderOfTheStream() {
        List<Total> records = LongStream.range(0, 2_000)
                .mapToObj(i -> new Total("c" + i % 7, i))
                .toList();
        String table = Database.name("ordered");
        Database.POSTGRES.execute("create table " + table + " (n bigserial, channel text, edits bigint)");
        run(records, Database.POSTGRES.jdbc().to(table, Total.class)).runToEnd();
        assertThat(Database.POSTGRES.rows("select edits from " + table + " order by n"))
                .isEqualTo(records.stream().map(each -> "" + each.edits()).toList());
    }

    private static void assertFails(JdbcSink<Total> sink, String... parts) {
        TestRun run = run(List.of(new Total("a", 1)), sink);
        assertThatThrownBy(run::runToEnd)
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("'table'")
                .hasMessageContainingAll(parts);
    }

    @Test
    void whatIsMissingIsNamed() {
        Jdbc postgres = Database.POSTGRES.jdbc();
        assertFails(
                postgres.to("nowhere.to_be_found", Total.class),
                "table nowhere.to_be_found cannot be used of jdbc:postgresql://127.0.0.1:",
                "relation \"nowhere.to_be_found\" does not exist",
                "(SQL state 42P01)");
        String table = Database.name("narrow");
        Database.POSTGRES.execute("create table " + table + " (channel text, amount bigint)");
        assertFails(
                postgres.to(table, Total.class),
                "table " + table + " has no column edits for field 'edits' of Total; it has channel, amount");
        JdbcDataSource absent = new JdbcDataSource();
        absent.setURL("jdbc:h2:tcp://127.0.0.1:1/absent");
        assertFails(
                Jdbc.of(absent).to("totals", Total.class),
                "no connection to the database; it is not there, or it refuses");
        PGSimpleDataSource stranger = new PGSimpleDataSource();
        stranger.setUrl(Database.server().url("postgres").replace("user=postgres", "user=nobody&password=secret"));
        assertFails(Jdbc.of(stranger).to("totals", Total.class), "role \"nobody\" does not exist");
        Database.POSTGRES.execute("create table " + table + "_2 (channel text, edits bigint)");
        assertFails(
                postgres.to(table + "_2", Total.class).upsertBy("channel"),
                "no unique or exclusion constraint matching the ON CONFLICT specification",
                "INSERT INTO " + table);
    }

    @Test
    void misuseFailsWhereThePipelineIsWritten() {
        record Nested(String name, List<String> parts) {}
        Jdbc jdbc = Database.H2.jdbc();
        assertThatThrownBy(() -> jdbc.to("t", Nested.class))
                .hasMessageContaining("field 'parts' of")
                .hasMessageContaining("java.util.List, which is no column");
        assertThatThrownBy(() -> jdbc.to(" ", Total.class)).hasMessage("the table must not be blank, got \" \"");
        assertThatThrownBy(() -> jdbc.to("t", Total.class).upsertBy("chanel"))
                .hasMessageStartingWith("key 'chanel' is no field of")
                .hasMessageEndingWith("it has channel, edits");
        assertThatThrownBy(() -> jdbc.to("t", Total.class).upsertBy()).hasMessageContaining("at least one column");
        assertThatThrownBy(() -> jdbc.to("t", Total.class).batchSize(0)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> jdbc.to("insert", (statement, row) -> {}).upsertBy("a"))
                .hasMessageContaining("upsertBy(...) is for a table");
        assertThatThrownBy(() -> jdbc.to("t", Total.class).exactlyOnce("x".repeat(201)))
                .hasMessageContaining("between 1 and 200 characters");
        assertFails(jdbc.to("t", Total.class).exactlyOnce("t"), "exactlyOnce(...) needs checkpoints");
    }

    @Test
    void guaranteesAreWhatWasAskedFor() {
        JdbcSink<Total> sink = Database.H2.jdbc().to("t", Total.class);
        assertThat(sink.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(sink.upsertBy("channel").guarantee()).isEqualTo(Guarantee.IDEMPOTENT);
        assertThat(sink.exactlyOnce("t").guarantee()).isEqualTo(Guarantee.TRANSACTIONAL);
        assertThat(Database.H2
                        .jdbc()
                        .to("insert", (statement, row) -> {})
                        .idempotent()
                        .guarantee())
                .isEqualTo(Guarantee.IDEMPOTENT);
    }

    @Test
    void sqliteHasOneWriter() {
        JdbcSink<Total> sink = Database.SQLITE.jdbc().to("t", Total.class);
        assertThatThrownBy(() -> sink.open(new WriterContext("t", 0, 2, InstantSource.system(), false, 0)))
                .hasMessage("SQLite has one writer at a time, and this sink has 2; say writers(1)");
        assertThat(sink.writers(1).writersMax()).isEqualTo(1);
    }
}
