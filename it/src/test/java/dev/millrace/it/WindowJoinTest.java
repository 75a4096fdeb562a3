package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.join.Tag;
import dev.millrace.api.stream.CoGroupedStream;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedJoin;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.Window;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What joins in windows and co-groups do, one fact at a time. */
class WindowJoinTest {

    record Row(String key, long time, String name) {}

    private static final Duration TEN = Duration.ofMillis(10);

    private final Pipeline pipeline = Pipeline.named("joins");
    private final CollectingSink<String> results = new CollectingSink<>();

    private static Row row(long time, String name) {
        return new Row("k", time, name);
    }

    private Stream<Row> read(String name, Row... rows) {
        return pipeline.read(name, ListSource.of(List.of(rows)).eventTimeMillis(Row::time));
    }

    private static WindowedJoin<Row, Row> join(Stream<Row> left, Stream<Row> right, WindowSpec<Object> window) {
        return left.join("join", right).on(Row::key, Row::key).within(window);
    }

    private static String names(Row left, Row right) {
        return (left == null ? "-" : left.name()) + (right == null ? "-" : right.name());
    }

    private static String span(Window window) {
        return window.start().toEpochMilli() + ".." + window.end().toEpochMilli() + " ";
    }

    private TestRun run(int workers) {
        return TestRun.of(pipeline).workers(workers).seed(7).start();
    }

    @Test
    void aResultHasTheTimeOfItsWindow() {
        CollectingSink<WindowResult<String, Long>> counts = new CollectingSink<>();
        join(read("left", row(3, "a"), row(14, "b")), read("right", row(5, "x"), row(19, "y")), tumbling(TEN))
                .inner((left, right) -> names(left, right))
                .keyBy(name -> name)
                .window(tumbling(Duration.ofMillis(1)))
                .aggregate("counts", count())
                .write("sink", counts);
        run(2).runToEnd();
        assertThat(counts.records())
                .extracting(WindowResult::key, result -> result.start().toEpochMilli(), WindowResult::value)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("ax", 9L, 1L),
                        org.assertj.core.groups.Tuple.tuple("by", 19L, 1L));
    }

    @Test
    void pairsComeInTheOrderOfTimeAndThenOfOrigin() {
        join(
                        read("left", row(2, "b"), row(2, "c"), row(1, "a")),
                        read("right", row(4, "y"), row(3, "x"), row(4, "z")),
                        tumbling(TEN))
                .inner(WindowJoinTest::names)
                .write("sink", results);
        // The third record of the left side is behind, but not late.
        run(1).runToEnd();
        assertThat(results.records()).containsExactly("ax", "ay", "az", "bx", "by", "bz", "cx", "cy", "cz");
    }

    @Test
    void aRecordMayBeAloneInOneWindowAndNotInAnother() {
        join(read("left", row(4, "a")), read("right", row(8, "x")), sliding(TEN, Duration.ofMillis(5)))
                .fullOuter((window, left, right) -> span(window) + names(left, right))
                .write("sink", results);
        run(2).runToEnd();
        assertThat(results.records()).containsExactlyInAnyOrder("-5..5 a-", "0..10 ax", "5..15 -x");
    }

    @Test
    void aRecordOfOneSideMergesTheSessionsOfTheOther() {
        join(read("left", row(0, "a"), row(20, "b")), read("right", row(10, "x")), session(TEN))
                .leftOuter((window, left, right) -> span(window) + names(left, right))
                .write("sink", results);
        run(2).runToEnd();
        assertThat(results.records()).containsExactly("0..31 ax", "0..31 bx");
    }

    @Test
    void aRecordIsOnlyInTheWindowsThatWereOpenWhenItCame() {
        // When z comes the watermark is 21: the windows up to 20 have closed for it, and that of 10 to 30 has not.
        join(read("left", row(12, "a")), read("right", row(21, "x"), row(13, "z")), sliding(Duration.ofMillis(20), TEN))
                .inner((window, left, right) -> span(window) + names(left, right))
                .write("sink", results);
        run(1).runToEnd();
        assertThat(results.records()).containsExactly("10..30 az", "10..30 ax");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void lateRecordsTellTheirWindowAndSide(int workers) {
        CollectingSink<LateRecord<Row>> late = new CollectingSink<>();
        JoinedStream<Row, Row, String> joined = join(
                        read("left", row(3, "a"), row(40, "b"), row(5, "c")), read("right", row(4, "x")), tumbling(TEN))
                .inner(WindowJoinTest::names);
        joined.write("sink", results);
        joined.lateLeft().write("late", late);
        Ledger.Row row = run(workers).runToEnd().ledger().operator("join");
        assertThat(results.records()).containsExactly("ax");
        assertThat(late.records())
                .containsExactly(new LateRecord<>(
                        row(5, "c"),
                        Instant.ofEpochMilli(5),
                        new Window(Instant.ofEpochMilli(0), Instant.ofEpochMilli(10)),
                        Instant.ofEpochMilli(40)));
        assertThat(row.late()).isEqualTo(1);
        assertThat(row.held()).isZero();
    }

    @Test
    void lateRecordsCanBeDropped() {
        join(read("left", row(3, "a"), row(40, "b"), row(5, "c")), read("right", row(4, "x")), tumbling(TEN))
                .onLate(LatePolicy.DROP)
                .inner(WindowJoinTest::names)
                .write("sink", results);
        Ledger.Row row = run(2).runToEnd().ledger().operator("join");
        assertThat(row.dropped()).isEqualTo(1);
        assertThat(row.late()).isZero();
    }

    @Test
    void lateRecordsCanFailTheJob() {
        join(read("left", row(3, "a"), row(40, "b"), row(5, "c")), read("right", row(4, "x")), tumbling(TEN))
                .onLate(LatePolicy.FAIL)
                .inner(WindowJoinTest::names)
                .write("sink", results);
        TestRun run = run(2).runUntilIdle();
        assertThat(run.status()).isEqualTo(JobStatus.FAILED);
        assertThat(run.failure()).hasMessageContaining("'join'").hasStackTraceContaining("came after its last window");
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    @Test
    void aJoinFunctionThatFailsNamesTheJoin() {
        join(read("left", row(3, "a")), read("right", row(4, "x")), tumbling(TEN))
                .inner((left, right) -> {
                    if (left.time() == 3) {
                        throw new IllegalStateException("no " + left.name());
                    }
                    return "never";
                })
                .write("sink", results);
        TestRun run = run(2).runUntilIdle();
        assertThat(run.failure()).hasMessageContaining("'join'").hasStackTraceContaining("no a");
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    @Test
    void groupsHaveTypedRecordsInOrderAndLateOnesByTag() {
        Tag<Row> orders = Tag.named("orders");
        Tag<Row> payments = Tag.named("payments");
        Tag<Long> visits = Tag.named("visits");
        Stream<Long> times =
                pipeline.read("visits", ListSource.of(List.of(2L, 1L, 30L)).eventTimeMillis(Long::longValue));
        CoGroupedStream<String> grouped = read("orders", row(4, "a"), row(60, "b"), row(5, "late"))
                .coGroup("checkout", orders, Row::key)
                .and(payments, read("payments", row(9, "x")), Row::key)
                .and(visits, times, time -> "k")
                .within(tumbling(TEN))
                .apply((key, window, group) -> {
                    long visited =
                            group.of(visits).stream().mapToLong(Long::longValue).sum();
                    return key + span(window) + group.of(orders).size()
                            + group.of(payments).size() + " " + visited;
                });
        CollectingSink<LateRecord<Row>> late = new CollectingSink<>();
        grouped.write("sink", results);
        grouped.late(orders).write("late", late);
        run(2).runToEnd();
        assertThat(results.records()).containsExactlyInAnyOrder("k0..10 11 3", "k30..40 00 30", "k60..70 10 0");
        assertThat(late.records()).extracting(one -> one.record().name()).containsExactly("late");
        assertThat(pipeline.explain().toString())
                .contains("co-group of orders, payments, visits in tumbling PT0.01S, sides up to PT1M apart");
    }

    @Test
    void aGroupThatGivesNothingIsGone() {
        Tag<Row> one = Tag.named("one");
        Tag<Row> other = Tag.named("other");
        read("left", row(1, "a"), row(11, "b"))
                .coGroup("pairs", one, Row::key)
                .and(other, read("right", row(2, "x")), Row::key)
                .within(tumbling(TEN))
                .<String>flatApply((key, window, group, out) ->
                        group.of(other).forEach(right -> group.of(one).forEach(left -> out.accept(names(left, right)))))
                .write("sink", results);
        run(2).runToEnd();
        assertThat(results.records()).containsExactly("ax");
    }

    /** Windows close at the pace of both sides, and when one is silent at that of the other. */
    @Test
    void aSilentSideDoesNotHoldResultsBack() {
        ScriptedSource<Row> left = ScriptedSource.live(1);
        ScriptedSource<Row> right = ScriptedSource.live(1);
        long start = TestRun.DEFAULT_START.toEpochMilli();
        Stream<Row> lefts =
                pipeline.read("left", left.eventTimeMillis(Row::time).idleAfter(Duration.ofSeconds(5)));
        Stream<Row> rights =
                pipeline.read("right", right.eventTimeMillis(Row::time).idleAfter(Duration.ofSeconds(5)));
        join(lefts, rights, tumbling(TEN)).leftOuter(WindowJoinTest::names).write("sink", results);
        left.split(0).add(row(start + 3, "a"), row(start + 25, "b"));
        right.split(0).add(row(start + 5, "x"));
        TestRun run = run(2).runUntilIdle();
        assertThat(results.records()).as("the right side is at 5").isEmpty();
        run.advance(Duration.ofSeconds(4));
        assertThat(results.records()).isEmpty();
        run.advance(Duration.ofSeconds(2));
        assertThat(results.records()).containsExactly("ax", "b-");
        assertThat(run.ledger().operator("join").held()).isZero();
    }

    /** Half of all records have one key; its pairs are as many as they are, and the others come all the same. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aKeyWithHalfOfAllRecordsDoesNotStopOthers(int workers) {
        int hot = 600;
        List<Row> lefts = new ArrayList<>();
        List<Row> rights = new ArrayList<>();
        for (int i = 0; i < hot; i++) {
            lefts.add(new Row("hot", i, "l"));
            lefts.add(new Row("key-" + i, i, "l" + i));
            rights.add(new Row("hot", i, "r"));
            rights.add(new Row("key-" + i, i, "r" + i));
        }
        join(
                        read("left", lefts.toArray(Row[]::new)),
                        read("right", rights.toArray(Row[]::new)),
                        tumbling(Duration.ofSeconds(1)))
                .inner(WindowJoinTest::names)
                .write("sink", results);
        TestRun.of(pipeline).workers(workers).seed(3).withoutChecks().start().runToEnd();
        assertThat(results.records()).hasSize(hot * hot + hot);
        assertThat(results.records()).filteredOn("lr"::equals).hasSize(hot * hot);
        assertThat(results.records()).contains("l0r0", "l599r599");
    }
}
