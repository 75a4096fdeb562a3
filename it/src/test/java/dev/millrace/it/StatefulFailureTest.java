package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.reduce;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.failure.FailedPair;
import dev.millrace.api.failure.FailedResult;
import dev.millrace.api.failure.FailedTimer;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.failure.FloodException;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.ProcessedStream;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.Window;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies of what keeps state: what a letter has, what the ledger counts, and what fails the job all the same. */
class StatefulFailureTest {

    private static final int BAD = 13;
    private static final WindowSpec<Object> ALL = tumbling(Duration.ofSeconds(10));

    private final Pipeline pipeline = Pipeline.named("stateful");
    private final CollectingSink<DeadLetter> letters = new CollectingSink<>();

    private Stream<Long> numbers(int count) {
        return pipeline.read(
                "numbers",
                ListSource.of(LongStream.range(0, count).boxed().toList()).eventTimeMillis(n -> n));
    }

    private static long checked(long number) {
        if (number % 20 == BAD) {
            throw new IllegalStateException("not " + number);
        }
        return number;
    }

    private TestRun run(int workers) {
        return TestRun.of(pipeline).workers(workers).seed(workers).start().runUntilIdle();
    }

    private static Object record(DeadLetter letter) {
        return letter.record(Object.class, Codecs.STANDARD);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aLetterOfAnAggregateHasTheRecordAndItsPlace(int workers) {
        CollectingSink<WindowResult<Long, Long>> sums = new CollectingSink<>();
        numbers(100)
                .keyBy(number -> number % 2)
                .window(ALL)
                .aggregate("sums", sum(StatefulFailureTest::checked))
                .write("out", sums);
        pipeline.deadLetters().write("letters", letters);

        TestRun run = run(workers).runToEnd();

        assertThat(sums.records()).extracting(WindowResult::value).containsExactlyInAnyOrder(2_450L, 2_500L - 265);
        assertThat(letters.records()).hasSize(5).allSatisfy(letter -> {
            assertThat(letter.operator()).isEqualTo("sums");
            assertThat(record(letter)).isEqualTo(letter.position());
            assertThat(letter.place()).isEqualTo("'numbers', list-0, position " + letter.position());
            assertThat(letter.message()).isEqualTo("not " + letter.position());
            assertThat(letter.stack()).contains("StatefulFailureTest.checked");
        });
        assertThat(run.ledger().operator("sums").failed()).isEqualTo(5);
        assertThat(run.ledger().operator("sums").passed()).isEqualTo(95);
    }

    @Test
    void withoutAPolicyTheFirstOneFailsTheJob() {
        numbers(100)
                .window(ALL)
                .aggregate("sums", sum(StatefulFailureTest::checked))
                .write("out", new CollectingSink<>());

        TestRun run = run(1);

        assertThat(run.status()).isEqualTo(JobStatus.FAILED);
        assertThat(run.failure()).hasMessageContaining("'sums'").hasMessageContaining("position 13");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tooManyFailTheJobAndTheLedgerHolds(boolean isRefusedLate) {
        Aggregate<Long, ?, Long> sums = isRefusedLate
                ? reduce((Long number) -> number, (left, right) -> left + checked(right))
                : sum(StatefulFailureTest::checked);
        numbers(100)
                .window(session(Duration.ofSeconds(1)))
                .aggregate("sums", sums)
                .onFailure(FailurePolicy.deadLetter().atMost(2, Duration.ofHours(1)))
                .write("out", new CollectingSink<>());
        pipeline.deadLetters().write("letters", letters);

        TestRun run = runUntilMoreThanTwoFailed();

        assertThat(run.ledger().operator("sums").failed()).isBetween(2L, 3L);
    }

    private TestRun runUntilMoreThanTwoFailed() {
        TestRun run = run(1);
        assertThat(run.failure())
                .hasMessageContaining("more than 2 records failed")
                .hasCauseInstanceOf(FloodException.class);
        assertThat(run.ledger().imbalances()).isEmpty();
        return run;
    }

    @Test
    void aRecordThatDoesNotGoWithWhatIsThereIsSetAsideToo() {
        CollectingSink<WindowResult<?, String>> results = new CollectingSink<>();
        numbers(100)
                .window(ALL)
                .aggregate(
                        "sums",
                        allOf(
                                reduce((Long number) -> number, (left, right) -> left + checked(right)),
                                count(),
                                (total, records) -> total + " of " + records))
                .write("out", results);
        pipeline.deadLetters().write("letters", letters);

        TestRun run = run(1).runToEnd();

        assertThat(results.records()).extracting(WindowResult::value).containsExactly(4_950 - 265 + " of 95");
        assertThat(letters.records()).hasSize(5);
        assertThat(run.ledger().operator("sums").failed()).isEqualTo(5);
    }

    @Test
    void ofARunningAggregateItIsLeftOutOfTheRow() {
        CollectingSink<Change<Long, Long>> changes = new CollectingSink<>();
        Table<Long, Long> totals = numbers(100)
                .keyBy(number -> number % 20)
                .aggregate("totals", reduce((Long number) -> checked(number), Long::sum));
        totals.changes().write("out", changes);
        pipeline.deadLetters().write("letters", letters);

        TestRun run = run(1).runToEnd();

        assertThat(changes.records()).hasSize(95).noneMatch(change -> change.key() == BAD);
        assertThat(letters.records()).hasSize(5);
        assertThat(run.ledger().operator("totals").failed()).isEqualTo(5);
        assertThat(run.ledger().operator("totals").passed()).isEqualTo(95);
    }

    @Test
    void aResultThatCannotBeMadeIsALetterWithItsKeyAndWindow() {
        CollectingSink<WindowResult<Long, Long>> results = new CollectingSink<>();
        numbers(100)
                .keyBy(number -> number % 3)
                .window(tumbling(Duration.ofMillis(10)))
                .aggregate("sums", sum((Long number) -> number).andThen(total -> {
                    if (total == 3 + 6 + 9 + 0) {
                        throw new IllegalStateException("18 again");
                    }
                    return total;
                }))
                .write("out", results);
        pipeline.deadLetters().write("letters", letters);

        TestRun run = run(2).runToEnd();

        assertThat(results.records()).hasSize(29);
        DeadLetter letter = letters.records().get(0);
        assertThat(letters.records()).hasSize(1);
        assertThat(record(letter))
                .isEqualTo(new FailedResult(0L, new Window(Instant.ofEpochMilli(0), Instant.ofEpochMilli(10))));
        assertThat(letter.timestamp()).isEqualTo(Instant.ofEpochMilli(9));
        assertThat(letter.place()).isNull();
        assertThat(run.ledger().operator("sums").failed()).isZero();
        assertThat(run.ledger().operator("sums").passed()).isEqualTo(100);
    }

    @Test
    void aRowForWhichAMapThrowsLeavesTheTable() {
        CollectingSink<Change<Long, Long>> changes = new CollectingSink<>();
        Table<Long, Long> rows = numbers(60).keyBy(number -> number % 10).toTable("rows");
        rows.map(StatefulFailureTest::checked)
                .onFailure(FailurePolicy.deadLetter())
                .filter("there", number -> true)
                .changes()
                .write("out", changes);
        pipeline.deadLetters().write("letters", letters);

        run(1).runToEnd();

        assertThat(changes.records().stream().filter(change -> change.key() == 3))
                .extracting(Change::kind)
                .containsExactly(
                        ChangeKind.INSERT,
                        ChangeKind.DELETE,
                        ChangeKind.INSERT,
                        ChangeKind.DELETE,
                        ChangeKind.INSERT,
                        ChangeKind.DELETE);
        assertThat(letters.records())
                .extracting(StatefulFailureTest::record)
                .containsExactly(
                        new Change<>(ChangeKind.UPDATE, 3L, 13L),
                        new Change<>(ChangeKind.UPDATE, 3L, 33L),
                        new Change<>(ChangeKind.UPDATE, 3L, 53L));
    }

    @Test
    void aPairThatFailsIsALetterWithBoth() {
        CollectingSink<Long> pairs = new CollectingSink<>();
        Stream<Long> all = numbers(100);
        Stream<Long> others = all.map(number -> -number);
        all.join("pairs", others)
                .on(number -> number, number -> -number)
                .between(Duration.ZERO, Duration.ZERO)
                .inner((left, right) -> checked(left))
                .onFailure(FailurePolicy.deadLetter())
                .write("out", pairs);
        pipeline.deadLetters().write("letters", letters);

        TestRun run = run(2).runToEnd();

        assertThat(pairs.records()).hasSize(95);
        assertThat(letters.records())
                .extracting(StatefulFailureTest::record)
                .containsExactlyInAnyOrder(
                        new FailedPair(13L, -13L),
                        new FailedPair(33L, -33L),
                        new FailedPair(53L, -53L),
                        new FailedPair(73L, -73L),
                        new FailedPair(93L, -93L));
        assertThat(run.ledger().operator("pairs").failed()).isZero();
    }

    @Test
    void whatCannotBeTriedAgainOrHasNoFunctionIsRefused() {
        WindowedResults<Long, ?, Long> sums = numbers(1).window(ALL).aggregate("sums", sum((Long number) -> number));
        FailurePolicy retrying = FailurePolicy.deadLetter().retry(1, Duration.ZERO);
        assertThatThrownBy(() -> sums.onFailure(retrying)).hasMessageContaining("leave out retry");
        Table<?, List<?>> top = top();
        assertThatThrownBy(() -> top.onFailure(FailurePolicy.deadLetter()))
                .hasMessageContaining("an order that throws fails the job");
    }

    @SuppressWarnings("unchecked")
    private Table<?, List<?>> top() {
        Table<?, ?> ranking = pipeline.read("others", ListSource.of(1L, 2L))
                .keyBy(number -> number)
                .aggregate("counts", count())
                .top("top", 3, Long::compare);
        return (Table<?, List<?>>) ranking;
    }

    /** Waits ten milliseconds with each number; the timer gives it twice, and throws in between for some. */
    private record Waiting() implements ProcessFunction<Long, Long, Long> {

        @Override
        public void process(RecordContext<Long, Long, Long> number) {
            number.eventTimers().setMillis(number.timestampMillis() + 10);
        }

        @Override
        public void onTimer(TimerContext<Long, Long> timer) {
            timer.emit(timer.timeMillis() - 10);
            timer.emit(checked(timer.timeMillis() - 10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aTimerThatThrowsIsALetterWithItsKeyAndTime(int workers) {
        CollectingSink<Long> results = new CollectingSink<>();
        numbers(100)
                .keyBy(number -> number % 7)
                .process("waiting", new Waiting())
                .write("out", results);
        pipeline.deadLetters().write("letters", letters);

        TestRun run = run(workers).runToEnd();

        assertThat(results.records()).hasSize(190).noneMatch(number -> number % 20 == BAD);
        assertThat(letters.records())
                .extracting(StatefulFailureTest::record)
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 100)
                        .filter(number -> number % 20 == BAD)
                        .mapToObj(number -> new FailedTimer(number % 7, Instant.ofEpochMilli(number + 10), false))
                        .toList());
        assertThat(letters.records()).allSatisfy(letter -> {
            assertThat(letter.operator()).isEqualTo("waiting");
            assertThat(letter.place()).isNull();
            assertThat(letter.timestamp().toEpochMilli() % 20).isEqualTo((BAD + 10) % 20);
            assertThat(letter.stack()).contains("Waiting.onTimer");
        });
        assertThat(run.ledger().operator("waiting").failed()).isZero();
        assertThat(run.ledger().operator("waiting").passed()).isEqualTo(100);
    }

    @Test
    void timersThatThrowCountForTheLimit() {
        numbers(100)
                .keyBy(number -> number % 7)
                .process("waiting", new Waiting())
                .onFailure(FailurePolicy.deadLetter().atMost(2, Duration.ofHours(1)))
                .write("out", new CollectingSink<>());
        pipeline.deadLetters().write("letters", letters);

        TestRun run = runUntilMoreThanTwoFailed();

        assertThat(run.ledger().operator("waiting").failed()).isZero();
    }

    @Test
    void aTimerHasNoPlaceAmongFailedRecordsOfTheTypeOfTheInput() {
        ProcessedStream<Long, Long> waiting =
                numbers(100).keyBy(number -> number % 7).process("waiting", new Waiting());
        waiting.failed().write("failed", new CollectingSink<>());
        waiting.write("out", new CollectingSink<>());

        TestRun run = run(1);

        assertThat(run.failure())
                .hasMessageContaining("'waiting'")
                .hasMessageContaining("the event-time timer of key '6' at 1970-01-01T00:00:00.023Z");
    }

    /** Windows from a record to so much after it, unless it is bad. */
    private record Behind(boolean isMerging) implements AssignedWindows<Long> {

        @Override
        public void assign(Long number, long timestampMillis, Collector into) {
            into.add(timestampMillis, timestampMillis + 5 + checked(number) % 3);
        }

        @Override
        public String describe() {
            return "behind";
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRecordForWhichAWindowOfTheUsersThrowsIsSetAside(boolean isMerging) {
        assertThat(windowed(isMerging, true)).containsExactlyInAnyOrderElementsOf(windowed(isMerging, false));
    }

    private static List<WindowResult<Long, Long>> windowed(boolean isMerging, boolean isFaulty) {
        Pipeline pipeline = Pipeline.named("windowed");
        CollectingSink<WindowResult<Long, Long>> results = new CollectingSink<>();
        CollectingSink<LateRecord<Long>> late = new CollectingSink<>();
        CollectingSink<DeadLetter> letters = new CollectingSink<>();
        // Some are late: those are asked for their windows first.
        List<Long> numbers = LongStream.range(0, 200)
                .map(n -> n % 10 == 7 ? n * 3 - 60 : n * 3)
                .boxed()
                .toList();
        Stream<Long> all = pipeline.read("numbers", ListSource.of(numbers).eventTimeMillis(n -> n));
        WindowedResults<Long, Long, Long> sums = (isFaulty ? all : all.filter(number -> number % 20 != BAD))
                .keyBy(number -> number % 2)
                .window(new Behind(isMerging))
                .aggregate("sums", sum(number -> number));
        sums.write("out", results);
        sums.late().write("late", late);
        pipeline.deadLetters().write("letters", letters);

        TestRun run = TestRun.of(pipeline)
                .workers(2)
                .batchCapacity(16)
                .seed(3)
                .start()
                .runToEnd();

        assertThat(late.records()).isNotEmpty();
        assertThat(run.ledger().operator("sums").failed())
                .isEqualTo(letters.records().size());
        assertThat(letters.records())
                .extracting(StatefulFailureTest::record)
                .containsExactlyInAnyOrderElementsOf(
                        isFaulty
                                ? numbers.stream()
                                        .filter(number -> number % 20 == BAD)
                                        .toList()
                                : List.of());
        return results.records();
    }
}
