package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.global;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.trailing;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.SeveralResults;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Corners of windows, each of which was wrong once; found by random cases, kept as small ones. */
class WindowCornersTest {

    record Tick(String key, long time, long number) {}

    private final CollectingSink<WindowResult<String, ?>> results = new CollectingSink<>();
    private final CollectingSink<WindowResult<String, ?>> others = new CollectingSink<>();
    private final CollectingSink<LateRecord<Tick>> late = new CollectingSink<>();
    private final Pipeline pipeline = Pipeline.named("corners");

    private static Tick tick(String key, long time) {
        return new Tick(key, time, 1);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private KeyedStream<Tick, String> ticks(long boundMillis, Tick... ticks) {
        return pipeline.read(
                        "ticks",
                        ListSource.of(ticks).eventTimeMillis(Tick::time).outOfOrderBy(millis(boundMillis)))
                .keyBy(Tick::key);
    }

    private TestRun.Builder run(int batchCapacity) {
        return TestRun.of(pipeline).batchCapacity(batchCapacity);
    }

    private static List<String> texts(CollectingSink<WindowResult<String, ?>> sink) {
        return sink.records().stream()
                .map(result -> result.key() + " " + result.start().toEpochMilli() + "-"
                        + result.end().toEpochMilli() + " " + result.value())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void trailingRecordsOfOneTimeSeeEachOtherHoweverTheyAreBatched(int batchCapacity) {
        ticks(0, tick("a", 5), tick("a", 7), tick("a", 7), tick("b", 7), tick("a", 7), tick("a", 20))
                .window(trailing(millis(10)))
                .aggregate("counts", count())
                .write("results", results);

        run(batchCapacity).start().runToEnd();

        assertThat(texts(results))
                .containsExactly("a -4-6 1", "a -2-8 4", "a -2-8 4", "b -2-8 1", "a -2-8 4", "a 11-21 1");
    }

    @Test
    void countWindowsInArrivalOrderTakeRecordsOfAnyTime() {
        ticks(100, tick("a", 50), tick("a", 20), tick("a", 40), tick("a", 10), tick("a", 30))
                .window(Windows.count(4).slidingBy(2).inArrivalOrder())
                .aggregate("times", collect(Tick::time))
                .write("results", results);

        run(2).start().runToEnd();

        assertThat(texts(results))
                .containsExactly("a 20-51 [20, 50]", "a 10-51 [10, 20, 40, 50]", "a 10-41 [10, 30, 40]");
    }

    @Test
    void aRecordThatIsLateForSomeWindowsCountsInTheOthersThoughNothingElseIsQueued() {
        // At 9,000 the watermark is 5,000, so the second record is in time for windows that end after that; then time
        // jumps past all of them within the same batch.
        ticks(4_000, tick("a", 9_000), tick("b", 4_500), tick("a", 24_000))
                .window(sliding(millis(1_000), millis(100)))
                .aggregate("counts", count())
                .write("results", results);

        run(16).start().runToEnd();

        assertThat(texts(results))
                .filteredOn(text -> text.startsWith("b"))
                .containsExactly("b 4100-5100 1", "b 4200-5200 1", "b 4300-5300 1", "b 4400-5400 1", "b 4500-5500 1");
    }

    @Test
    void aRecordLateForOneKindAndWithoutAWindowOfTheOtherIsLate() {
        SeveralResults<Tick, String, Long> counts = ticks(0, tick("a", 100), tick("a", 7))
                .windows(tumbling(millis(10)), sliding(millis(5), millis(10)))
                .aggregate("counts", count());
        counts.of(tumbling(millis(10))).write("results", results);
        counts.of(sliding(millis(5), millis(10))).write("others", others);
        counts.late().write("late", late);

        TestRun run = run(16).start().runToEnd();

        assertThat(late.records()).singleElement().satisfies(one -> {
            assertThat(one.record().time()).isEqualTo(7);
            assertThat(one.window().end().toEpochMilli()).isEqualTo(10);
        });
        assertThat(run.ledger().operator("counts").late()).isEqualTo(1);
        assertThat(run.ledger().operator("counts").passed()).isEqualTo(1);
    }

    @Test
    void resultsOfOtherKindsAreNotCountedAsThoseOfTheFirst() {
        SeveralResults<Tick, String, Long> counts = ticks(0, tick("a", 100), tick("a", 107))
                .windows(tumbling(millis(10)), sliding(millis(10), millis(2)))
                .aggregate("counts", count());
        counts.of(tumbling(millis(10))).write("results", results);
        counts.of(sliding(millis(10), millis(2))).write("others", others);

        // Fails by itself where what one operator sends is not what the next receives.
        run(16).start().runToEnd();

        assertThat(results.records()).hasSize(1);
        assertThat(others.records()).hasSize(8);
    }

    @Test
    void aRecordThatASessionOfItsOwnBatchTakesIsCountedOnce() {
        // The third is late for sessions when the batch comes, and on time for the tumbling window; the second has
        // opened a session by the time it is its turn.
        SeveralResults<Tick, String, Long> counts = ticks(30, tick("b", 100), tick("a", 66), tick("a", 55))
                .windows(session(millis(14)), tumbling(millis(1_000)))
                .aggregate("counts", count());
        counts.of(session(millis(14))).write("results", results);
        counts.of(tumbling(millis(1_000))).write("others", others);

        // Fails by itself where a record has two dispositions.
        run(16).start().runToEnd();

        assertThat(texts(others)).containsExactlyInAnyOrder("a 0-1000 2", "b 0-1000 1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSumThatEachWindowCanHoldDoesNotOverflowWhileTheyPass(boolean canSubtract) {
        long half = Long.MAX_VALUE / 2;
        ThrowingToLong<Tick> number = Tick::number;
        List<Tick> ticks = LongStream.range(0, 40)
                .mapToObj(i -> new Tick("a", 10 * i, half))
                .toList();
        pipeline.read("ticks", ListSource.of(ticks).eventTimeMillis(Tick::time))
                .keyBy(Tick::key)
                .window(sliding(millis(20), millis(10)))
                .aggregate("sums", canSubtract ? sum(number) : summary(number).andThen(LongSummary::sum))
                .write("results", results);

        run(3).start().runToEnd();

        assertThat(results.records()).hasSize(41);
        assertThat(results.records().subList(1, 40))
                .allMatch(result -> result.value().equals(2 * half));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    void aWrongChoiceOfWindowsNamesItsRecord(long windows) {
        ticks(0, tick("a", 1), new Tick("a", 2, windows), tick("a", 3))
                .window(new AsManyAsItSays())
                .aggregate("counts", count())
                .write("results", results);

        assertThatThrownBy(() -> run(16).start().runToEnd())
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("position 1")
                .hasStackTraceContaining("must be chosen one for each record");
    }

    /** Breaks the rule that windows which merge are one for each record. */
    private record AsManyAsItSays() implements AssignedWindows<Tick> {

        @Override
        public void assign(Tick record, long timestamp, Collector windows) {
            for (int i = 0; i < record.number(); i++) {
                windows.add(timestamp, timestamp + 1);
            }
        }

        @Override
        public boolean isMerging() {
            return true;
        }

        @Override
        public String describe() {
            return "as many as it says";
        }
    }

    @Test
    void allowedLatenessOfTheGlobalWindowEndsWithTheInput() {
        ticks(0, tick("a", 1), tick("a", 2))
                .window(global())
                .allowedLateness(millis(10))
                .aggregate("counts", count())
                .write("results", results);

        TestRun run = run(16).start().runToEnd();

        assertThat(results.records()).hasSize(1);
        assertThat(run.ledger().operator("counts").held()).isZero();
        assertThat(run.ledger().operator("counts").passed()).isEqualTo(2);
    }

    @Test
    void aRecordThatFailsAfterALateOneLeavesTheLedgerBalanced() {
        ticks(0, tick("a", 100), tick("a", 10), new Tick("a", 20, -1))
                .window(session((Tick tick) -> millis(tick.number())))
                .aggregate("counts", count())
                .write("results", results);

        TestRun run = run(16).start();

        assertThatThrownBy(run::runToEnd).isInstanceOf(JobFailedException.class);
        assertThat(run.ledger().imbalances()).isEmpty();
        // Whether the other is late is known once all of the batch is in its windows, which this has come before.
        assertThat(run.ledger().operator("counts").failed()).isEqualTo(1);
        assertThat(run.ledger().operator("counts").held()).isEqualTo(2);
    }

    @Test
    void aRecordThatFailsWhileAnotherIsParkedLeavesTheLedgerBalanced() {
        ticks(0, tick("a", 95), tick("a", 88), new Tick("a", 96, Long.MAX_VALUE))
                .window(sliding(millis(20), millis(10)))
                .aggregate("sums", sum(tick -> tick.number()))
                .write("results", results);
        // The first has the number 1, so the sum overflows.

        TestRun run = run(16).start();

        assertThatThrownBy(run::runToEnd).isInstanceOf(JobFailedException.class);
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    @Test
    void theFirstResultOfAWindowIsFinalAlsoIfItsFirstRecordCameLate() {
        ticks(0, tick("a", 100), tick("b", 7), tick("b", 8))
                .window(tumbling(millis(10)))
                .allowedLateness(millis(1_000))
                .aggregate("counts", count())
                .write("results", results);

        run(1).start().runToEnd();

        assertThat(results.records())
                .filteredOn(result -> result.key().equals("b"))
                .extracting(WindowResult::kind)
                .containsExactly(ResultKind.FINAL, ResultKind.LATE_UPDATE);
    }
}
