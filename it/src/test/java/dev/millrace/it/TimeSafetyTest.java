package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wrong clock and what silence may do to time, and what not. */
class TimeSafetyTest {

    private static final Instant NOW = TestRun.DEFAULT_START;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    record Tick(Instant time) {}

    private final CollectingSink<WindowResult<String, Long>> results = new CollectingSink<>();

    private Pipeline pipeline(Source<Tick> source, UnaryOperator<TimedSource<Tick>> settings) {
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", settings.apply(source.eventTime(Tick::time)))
                .keyBy(tick -> "all")
                .window(tumbling(MINUTE))
                .aggregate("counts", count())
                .write("results", results);
        return pipeline;
    }

    private static Tick tick(long secondsFromNow) {
        return new Tick(NOW.plusSeconds(secondsFromNow));
    }

    /** The count of each window, by its start in seconds from now. */
    private List<String> counts() {
        return results.records().stream()
                .map(result -> Duration.between(NOW, result.start()).toSeconds() + ": " + result.value() + " "
                        + result.closedBy())
                .toList();
    }

    private static List<Tick> thousandGoodTicks() {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ticks.add(new Tick(NOW.plusMillis(100L * i)));
        }
        return ticks;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void aRecordADayAheadOnALiveSplitDoesNotMakeAThousandGoodOnesLate(long seed) {
        ScriptedSource<Tick> source = ScriptedSource.live(1);
        source.split(0).add(tick(86_400)).add(thousandGoodTicks());
        source.end();

        TestRun run =
                TestRun.of(pipeline(source, timed -> timed)).seed(seed).start().runToEnd();

        long good = results.records().stream()
                .filter(result -> result.start().isBefore(NOW.plusSeconds(1_000)))
                .mapToLong(WindowResult::value)
                .sum();
        assertThat(good).isEqualTo(1_000);
        assertThat(counts()).contains("86400: 1 END");
        assertThat(run.ledger().operator("counts").late()).isZero();
        assertThat(run.ledger().operator("ticks").ahead()).isEqualTo(1);
    }

    @Test
    void aJumpOnABoundedSplitMovesTimeOnlyWhenTheNextRecordConfirmsIt() {
        List<Tick> ticks = new ArrayList<>(List.of(tick(0), tick(86_400)));
        ticks.addAll(thousandGoodTicks());
        TestRun run = TestRun.of(pipeline(ListSource.of(ticks), timed -> timed.futureBound(Duration.ofHours(1))))
                .batchCapacity(16)
                .start()
                .runToEnd();

        assertThat(run.ledger().operator("counts").late()).isZero();
        assertThat(run.ledger().operator("ticks").ahead()).isEqualTo(1);
    }

    @Test
    void aConfirmedJumpOnABoundedSplitMovesTime() {
        ScriptedSource<Tick> source = ScriptedSource.bounded(1);
        source.split(0).add(tick(0), tick(86_400), tick(86_401), tick(86_402));
        TestRun run = TestRun.of(pipeline(source, timed -> timed.futureBound(Duration.ofHours(1))))
                .start()
                .runUntilIdle();

        assertThat(counts()).containsExactly("0: 1 WATERMARK");
        assertThat(run.ledger().operator("ticks").ahead()).isEqualTo(1);
    }

    @Test
    void withoutABoundABoundedSplitBelievesItsRecords() {
        TestRun run = TestRun.of(pipeline(ListSource.of(tick(86_400), tick(0)), timed -> timed))
                .start()
                .runToEnd();

        assertThat(run.ledger().operator("counts").late()).isEqualTo(1);
    }

    @Test
    void theLastWindowClosesWhenTheInputFallsSilent() {
        ScriptedSource<Tick> source = ScriptedSource.live(1);
        source.split(0).add(tick(0), tick(10));
        TestRun run = TestRun.of(pipeline(source, timed -> timed.outOfOrderBy(Duration.ofSeconds(5))))
                .start()
                .runUntilIdle();

        // Greatest seen is second 10, the bound 5 s: the window ends when 55 s have passed since the last arrival.
        run.advance(Duration.ofSeconds(55).minusMillis(1));
        assertThat(counts()).isEmpty();
        run.advance(Duration.ofMillis(1));

        assertThat(counts()).containsExactly("0: 2 SILENCE");
    }

    @Test
    void silenceMovesTimeOnlyAfterTheIdleTime() {
        ScriptedSource<Tick> source = ScriptedSource.live(1);
        source.split(0).add(tick(59));
        TestRun run = TestRun.of(pipeline(source, timed -> timed)).start().runUntilIdle();

        run.advance(Duration.ofSeconds(30).minusMillis(1));
        assertThat(counts()).isEmpty();
        run.advance(Duration.ofMillis(1));

        assertThat(counts()).containsExactly("0: 1 SILENCE");
    }

    @Test
    void aSplitThatStandsAtItsEndDoesNotHoldTheOthersBack() {
        ScriptedSource<Tick> source = ScriptedSource.live(3);
        source.split(0).add(tick(0), tick(120));
        source.split(1).add(tick(1), tick(121));
        source.split(2).add(tick(2));
        TestRun run =
                TestRun.of(pipeline(source, timed -> timed)).workers(2).start().runUntilIdle();
        assertThat(counts()).isEmpty();

        run.advance(Duration.ofSeconds(29));
        source.split(0).add(tick(130));
        source.split(1).add(tick(131));
        run.advance(Duration.ofSeconds(1));

        assertThat(counts()).containsExactly("0: 3 WATERMARK");
    }

    @Test
    void anUnavailableSplitHoldsTimeBackHoweverLongItTakes() {
        ScriptedSource<Tick> source = ScriptedSource.live(2);
        source.split(0).add(tick(0), tick(120));
        source.split(1).add(tick(1)).becomeUnavailable();
        TestRun run = TestRun.of(pipeline(source, timed -> timed)).start().runUntilIdle();

        run.advance(Duration.ofDays(1));
        assertThat(counts()).isEmpty();
        source.split(1).becomeCaughtUp();
        run.runUntilIdle().advance(Duration.ofSeconds(30));

        assertThat(counts()).contains("0: 2 SILENCE");
    }

    @Test
    void aBoundedSplitNeverClosesBySilence() {
        ScriptedSource<Tick> source = ScriptedSource.bounded(1);
        source.split(0).add(tick(0)).becomeCaughtUp();
        TestRun run = TestRun.of(pipeline(source, timed -> timed)).start().runUntilIdle();

        run.advance(Duration.ofDays(1));
        assertThat(counts()).isEmpty();
        source.end();
        run.runToEnd();

        assertThat(counts()).containsExactly("0: 1 END");
    }

    @Test
    void timeGoesOnAtTheClocksPaceAndNeverJumpsToTheClock() {
        ScriptedSource<Tick> source = ScriptedSource.live(1);
        // A replay of last year's records through a live split.
        source.split(0).add(tick(-31_536_000), tick(-31_535_990));
        TestRun run = TestRun.of(pipeline(source, timed -> timed)).start().runUntilIdle();

        run.advance(Duration.ofSeconds(40));
        source.split(0).add(tick(-31_535_955));
        run.runUntilIdle();
        assertThat(run.ledger().operator("counts").late()).isZero();

        run.advance(Duration.ofSeconds(60));
        assertThat(counts()).containsExactly("-31536000: 3 SILENCE");
    }

    @Test
    void recordsAfterSilenceAreJudgedByTheTimeThatSilenceReached() {
        ScriptedSource<Tick> source = ScriptedSource.live(1);
        source.split(0).add(tick(0));
        TestRun run = TestRun.of(pipeline(source, timed -> timed)).start().runUntilIdle();
        run.advance(Duration.ofSeconds(61));
        // Only time at the end was looked at; a split is idle once it has been seen at its end for long enough.
        assertThat(counts()).containsExactly("0: 1 SILENCE");

        source.split(0).add(tick(30), tick(62));
        source.end();
        run.runToEnd();

        assertThat(run.ledger().operator("counts").late()).isEqualTo(1);
        assertThat(counts()).containsExactly("0: 1 SILENCE", "60: 1 END");
    }

    @Test
    void silenceOfOneSplitDoesNotMakeItsRecordsLateInWindowsThatAnotherHoldsOpen() {
        ScriptedSource<Tick> source = ScriptedSource.live(2);
        source.split(0).add(tick(5));
        source.split(1).add(tick(3)).becomeUnavailable();
        TestRun run = TestRun.of(pipeline(source, timed -> timed)).start().runUntilIdle();
        run.advance(Duration.ofSeconds(60));

        source.split(0).add(tick(5), tick(6), tick(59));
        run.runUntilIdle();

        assertThat(run.ledger().operator("counts").late()).isZero();
        assertThat(run.ledger().operator("counts").held()).isEqualTo(5);
    }

    /** Tasks of a keyed stage hear of silence one after the other; none may run ahead of the others' results. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    void resultsThatSilenceClosesAreOnTimeForTheNextStage(long seed) {
        record Keyed(int key, Instant time) {}
        ScriptedSource<Keyed> source = ScriptedSource.live(1);
        CollectingSink<WindowResult<Integer, Long>> coarse = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("two stages");
        pipeline.read("ticks", source.eventTime(Keyed::time).outOfOrderBy(Duration.ofMinutes(3)))
                .keyBy(Keyed::key)
                .window(tumbling(Duration.ofSeconds(10)))
                .aggregate("fine", count())
                .keyBy(WindowResult::key)
                .window(tumbling(Duration.ofSeconds(10)))
                .aggregate("coarse", count())
                .write("out", coarse);
        for (int second = 0; second < 120; second += 5) {
            for (int key = 0; key < 10; key++) {
                source.split(0).add(new Keyed(key, NOW.plusSeconds(second)));
            }
        }
        TestRun run = TestRun.of(pipeline)
                .workers(3)
                .seed(seed)
                .withoutChecks()
                .start()
                .runUntilIdle();

        for (int i = 0; i < 20; i++) {
            run.advance(Duration.ofSeconds(10));
        }
        // And back from silence, where one task may be awake before another.
        for (int key = 0; key < 10; key++) {
            source.split(0).add(new Keyed(key, NOW.plusSeconds(121)), new Keyed(key, NOW.plusSeconds(600)));
        }
        run.runUntilIdle();
        source.end();
        run.runToEnd();

        assertThat(run.ledger().operator("coarse").late()).isZero();
        assertThat(run.ledger().imbalances()).isEmpty();
        assertThat(coarse.records().stream().mapToLong(WindowResult::value).sum())
                .isEqualTo(run.ledger().operator("fine").out());
    }

    @Test
    void processingTimeClosesWindowsByTheClock() {
        ScriptedSource<Tick> source = ScriptedSource.live(1);
        Pipeline pipeline = Pipeline.named("arrivals");
        pipeline.read("ticks", source.processingTime())
                .keyBy(tick -> "all")
                .window(tumbling(MINUTE))
                .aggregate("counts", count())
                .write("results", results);
        TestRun run = TestRun.of(pipeline).start().runUntilIdle();

        source.split(0).add(tick(-1), tick(99_999));
        run.advance(Duration.ofSeconds(59));
        assertThat(counts()).isEmpty();
        run.advance(Duration.ofSeconds(1));
        assertThat(counts()).containsExactly("0: 2 WATERMARK");
        assertThat(results.records().get(0).closedBy()).isEqualTo(ClosedBy.WATERMARK);
    }

    @Test
    void aClockThatJumpsBackNeitherReopensNorCloses() {
        ScriptedSource<Tick> source = ScriptedSource.live(1);
        source.split(0).add(tick(0));
        TestRun run = TestRun.of(pipeline(source, timed -> timed)).start().runUntilIdle();
        run.advance(Duration.ofSeconds(60));
        assertThat(counts()).containsExactly("0: 1 SILENCE");

        run.advance(Duration.ofMinutes(-2));
        source.split(0).add(tick(61), tick(121));
        run.runUntilIdle();

        assertThat(counts()).containsExactly("0: 1 SILENCE", "60: 1 WATERMARK");
    }

    @Test
    void timestampsAtBothEndsOfTimeGetWindowsOfTheirOwn() {
        record Extreme(long time) {}
        CollectingSink<WindowResult<Long, Long>> extremes = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("extremes");
        pipeline.read(
                        "extremes",
                        ListSource.of(
                                        new Extreme(Long.MIN_VALUE),
                                        new Extreme(Long.MIN_VALUE + 1),
                                        new Extreme(-1),
                                        new Extreme(0),
                                        new Extreme(Long.MAX_VALUE - 1),
                                        new Extreme(Long.MAX_VALUE))
                                .eventTimeMillis(Extreme::time))
                .keyBy(Extreme::time)
                .window(tumbling(Duration.ofDays(365_000)))
                .aggregate("counts", count())
                .write("results", extremes);

        TestRun.of(pipeline).start().runToEnd();

        assertThat(extremes.records())
                .extracting(WindowResult::key)
                .containsExactlyInAnyOrder(
                        Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L, 0L, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        assertThat(extremes.records())
                .allMatch(result -> !result.start().isAfter(Instant.ofEpochMilli(result.key()))
                        && !result.end().isBefore(Instant.ofEpochMilli(result.key())));
    }
}
