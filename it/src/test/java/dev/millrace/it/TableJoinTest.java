package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.join.AsOf;
import dev.millrace.api.join.OnIncomplete;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.TableJoin;
import dev.millrace.api.stream.VersionedTable;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins with a table step by step: what waits, for what, and what is kept. */
class TableJoinTest {

    private static final long START = TestRun.DEFAULT_START.toEpochMilli();
    private static final Duration IDLE_AFTER = Duration.ofSeconds(5);

    record Trade(String symbol, long time) {}

    record Price(String symbol, long time, int cents) {

        boolean isWithdrawn() {
            return cents < 0;
        }
    }

    private final Pipeline pipeline = Pipeline.named("prices");
    private final ScriptedSource<Trade> trades = ScriptedSource.live(1);
    private final ScriptedSource<Price> prices = ScriptedSource.live(1);
    private final CollectingSink<String> results = new CollectingSink<>();

    private Stream<Trade> readTrades() {
        return pipeline.read(
                "trades", trades.eventTimeMillis(trade -> START + trade.time()).idleAfter(Duration.ofDays(1)));
    }

    private VersionedTable<String, Price> readPrices() {
        return pipeline.read(
                        "prices",
                        prices.eventTimeMillis(price -> START + price.time()).idleAfter(IDLE_AFTER))
                .keyBy(Price::symbol)
                .versioned(Price::isWithdrawn);
    }

    private TestRun start(Function<TableJoin<Trade, Price>, TableJoin<Trade, Price>> options) {
        options.apply(readTrades().asOf("priced", readPrices(), Trade::symbol))
                .each(TableJoinTest::told)
                .write("results", results);
        return TestRun.of(pipeline).workers(2).seed(3).batchCapacity(32).start();
    }

    private static String told(Trade trade, AsOf<Price> price) {
        Price found = price.value();
        Instant since = price.since();
        String version =
                found == null || since == null ? "none" : found.cents() + " of " + (since.toEpochMilli() - START);
        return trade.symbol() + trade.time() + ": " + version + ", " + price.completeBy();
    }

    @Test
    void aRecordWaitsUntilTheTableHasPassedItsTime() {
        TestRun run = start(join -> join);
        trades.split(0).add(new Trade("a", 10), new Trade("b", 12));
        prices.split(0).add(new Price("a", 5, 100), new Price("a", 10, 110));
        run.runUntilIdle();
        assertThat(results.records()).isEmpty();
        assertThat(run.ledger().operator("priced").held()).isEqualTo(4);

        prices.split(0).add(new Price("a", 11, 120));
        run.runUntilIdle();
        assertThat(results.records()).containsExactly("a10: 110 of 10, WATERMARK");

        prices.split(0).add(new Price("b", 13, 50));
        run.runUntilIdle();
        assertThat(results.records()).containsExactly("a10: 110 of 10, WATERMARK", "b12: none, WATERMARK");
        assertThat(run.ledger().operator("priced").leadMillis()).isLessThanOrEqualTo(60_000);
    }

    @Test
    void anIdleTableIsCompleteAndItsAnswersSaySo() {
        TestRun run = start(join -> join);
        trades.split(0).add(new Trade("a", 100_000));
        prices.split(0).add(new Price("a", 5, 100));
        run.runUntilIdle();
        assertThat(results.records()).isEmpty();
        run.advance(IDLE_AFTER);
        assertThat(results.records()).containsExactly("a100000: 100 of 5, SILENCE");

        // It speaks again, and is waited for again.
        prices.split(0).add(new Price("a", 150_000, 90));
        run.runUntilIdle();
        trades.split(0).add(new Trade("a", 200_000));
        run.runUntilIdle();
        assertThat(results.records()).hasSize(1);
        prices.split(0).end();
        run.runUntilIdle();
        assertThat(results.records()).containsExactly("a100000: 100 of 5, SILENCE", "a200000: 90 of 150000, END");
    }

    @Test
    void whoDoesNotWaitIsTold() {
        TestRun run = start(join -> join.onIncomplete(OnIncomplete.TELL));
        prices.split(0).add(new Price("a", 5, 100), new Price("a", 20, 110));
        run.runUntilIdle();
        trades.split(0).add(new Trade("a", 10), new Trade("a", 30));
        run.runUntilIdle();
        assertThat(results.records()).containsExactly("a10: 100 of 5, WATERMARK", "a30: 110 of 20, null");
    }

    @Test
    void latestTakesWhatIsKnownWhenTheRecordComes() {
        TestRun run = start(TableJoin::latest);
        trades.split(0).add(new Trade("a", 10));
        run.runUntilIdle();
        prices.split(0).add(new Price("a", 50, 100));
        run.runUntilIdle();
        trades.split(0).add(new Trade("a", 20));
        run.runUntilIdle();
        // An older version that comes later is not the newest; one behind the watermark of the table is one of any age.
        prices.split(0).add(new Price("a", 40, 90), new Price("b", 1, 7));
        run.runUntilIdle();
        trades.split(0).add(new Trade("a", 5), new Trade("b", 60));
        run.runUntilIdle();
        prices.split(0).add(new Price("a", 70, -1));
        run.runUntilIdle();
        trades.split(0).add(new Trade("a", 80));
        run.runUntilIdle();
        assertThat(results.records())
                .containsExactlyInAnyOrder(
                        "a10: none, null",
                        "a20: 100 of 50, WATERMARK",
                        "a5: 100 of 50, WATERMARK",
                        "b60: 7 of 1, null",
                        "a80: none, null");
        assertThat(run.ledger().operator("priced").held())
                .as("two rows, of which one is deleted")
                .isEqualTo(2);
    }

    @Test
    void bootstrapFirstWaitsForTheKnownEndOnceAndThenNoMore() {
        prices.split(0).becomeUnavailable();
        TestRun run = start(TableJoin::bootstrapFirst);
        trades.split(0).add(new Trade("a", 10));
        prices.split(0).add(new Price("a", 1, 100));
        run.runUntilIdle();
        assertThat(results.records()).isEmpty();
        assertThat(run.ledger().operator("priced").in())
                .as("the stream is not read meanwhile")
                .isEqualTo(1);

        prices.split(0).add(new Price("a", 2, 110)).becomeCaughtUp();
        run.runUntilIdle();
        assertThat(results.records()).containsExactly("a10: 110 of 2, null");

        prices.split(0).becomeUnavailable();
        trades.split(0).add(new Trade("a", 20));
        run.runUntilIdle();
        assertThat(results.records()).containsExactly("a10: 110 of 2, null", "a20: 110 of 2, null");
    }

    @Test
    void aTableOfTheClockCanBeTheFirst() {
        CollectingSink<String> joined = new CollectingSink<>();
        VersionedTable<String, Price> table =
                pipeline.read("prices", prices).keyBy(Price::symbol).versioned();
        pipeline.read("trades", trades)
                .broadcastJoin("priced", table, Trade::symbol)
                .inner((trade, price) -> trade.symbol() + price.cents())
                .write("results", joined);
        prices.split(0)
                .add(new Price("a", 1, 1), new Price("b", 1, 2), new Price("a", 1, 3))
                .becomeUnavailable();
        trades.split(0).add(new Trade("a", 1), new Trade("b", 1), new Trade("c", 1));
        TestRun run = TestRun.of(pipeline).workers(3).seed(5).start().runUntilIdle();
        assertThat(joined.records()).isEmpty();
        prices.split(0).becomeCaughtUp();
        run.runUntilIdle();
        assertThat(joined.records()).containsExactly("a3", "b2");
        assertThat(run.ledger().operator("priced").filtered()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aStreamAndATableOfOneSourceDoNotWaitForEachOther(int workers) {
        List<Price> all = IntStream.range(0, 1_000)
                .mapToObj(i -> new Price("s" + i % 50, i, i))
                .toList();
        Stream<Price> source = pipeline.read("prices", ListSource.of(all).eventTimeMillis(Price::time));
        VersionedTable<String, Long> counts =
                source.keyBy(Price::symbol).aggregate("counts", count()).versioned();
        source.asOf("as-of", counts, Price::symbol)
                .inner((price, seen) -> price.cents() / 50 + 1 - seen)
                .write(
                        "as-of-sink",
                        CallbackSink.of(number -> assertThat(number).isZero()));
        CollectingSink<Long> last = new CollectingSink<>();
        source.broadcastJoin("first", counts, Price::symbol)
                .inner((price, seen) -> seen)
                .write("last", last);
        TestRun.of(pipeline)
                .workers(workers)
                .seed(workers)
                .laneBatches(1)
                .start()
                .runToEnd();
        assertThat(last.records()).hasSize(1_000).containsOnly(20L);
    }

    @Test
    void stateReturnsToOneVersionForEachLivingRow() {
        TestRun run = start(join -> join);
        for (int i = 0; i < 2_000; i++) {
            prices.split(0).add(new Price("s" + i % 100, i, i));
            trades.split(0).add(new Trade("t" + i, i));
        }
        prices.split(0).add(new Price("s0", 2_000, -1), new Price("s1", 2_001, 1));
        trades.split(0).add(new Trade("s0", 2_001));
        run.runUntilIdle();
        run.advance(IDLE_AFTER);
        // Rows are pruned some at a time, as batches come.
        for (int i = 0; i < 10; i++) {
            prices.split(0).add(new Price("s1", 2_002 + i, 1));
            trades.split(0).add(new Trade("s1", 2_002 + i));
            run.runUntilIdle().advance(IDLE_AFTER);
        }
        assertThat(run.ledger().operator("priced").held())
                .as("99 rows, and the version that may still be followed by one of its time")
                .isBetween(99L, 100L);

        trades.end();
        run.runUntilIdle();
        assertThat(run.ledger().operator("priced").held())
                .as("nobody will ask any more")
                .isZero();
    }

    @Test
    void timeGoesOnWithTheStreamAndNotPastWhatWaits() {
        CollectingSink<WindowResult<String, Long>> windows = new CollectingSink<>();
        readTrades()
                .asOf("priced", readPrices(), Trade::symbol)
                .leftOuter((trade, price) -> trade)
                .keyBy(Trade::symbol)
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate("count", count())
                .write("windows", windows);
        TestRun run = TestRun.of(pipeline).workers(2).seed(9).start();
        trades.split(0).add(new Trade("a", 1), new Trade("a", 8), new Trade("a", 50));
        prices.split(0).add(new Price("a", 5, 1));
        run.runUntilIdle();
        assertThat(windows.records()).isEmpty();
        prices.split(0).add(new Price("a", 20, 1));
        run.runUntilIdle();
        assertThat(windows.records()).extracting(WindowResult::value).containsExactly(2L);
        assertThat(windows.records()).extracting(WindowResult::closedBy).containsExactly(ClosedBy.WATERMARK);
        assertThat(run.ledger().operator("count").late()).isZero();
    }

    @Test
    void aFailingFunctionIsBlamedOnItsRecord() {
        VersionedTable<String, Price> table = pipeline.read("prices", ListSource.of(new Price("a", 1, 1)))
                .keyBy(Price::symbol)
                .versioned(price -> {
                    throw new IllegalArgumentException("no such price");
                });
        pipeline.read("trades", ListSource.of(new Trade("a", 1)))
                .asOf("priced", table, Trade::symbol)
                .latest()
                .inner((trade, price) -> "")
                .write("results", results);
        TestRun run = TestRun.of(pipeline).start();
        assertThatThrownBy(run::runToEnd)
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("priced")
                .hasMessageContaining("at 'prices', list-0, position 0");
        assertThat(run.ledger().operator("priced").failed()).isEqualTo(1);
    }

    @Test
    void incompleteAnswersMustBeTold() {
        TableJoin<Trade, Price> join =
                readTrades().asOf("priced", readPrices(), Trade::symbol).onIncomplete(OnIncomplete.TELL);
        assertThatThrownBy(() -> join.inner((trade, price) -> ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the join 'priced' does not wait for its table (TELL), but inner and leftOuter cannot be told"
                                + " whether it was complete; use each((record, asOf) -> ...), or WAIT");
    }

    @Test
    void versionsNeedATimeUnlessTheNewestIsAskedFor() {
        VersionedTable<String, Price> table =
                pipeline.read("prices", prices).keyBy(Price::symbol).versioned();
        TableJoin<Trade, Price> join = readTrades().asOf("priced", table, Trade::symbol);
        assertThatThrownBy(() -> join.inner((trade, price) -> ""))
                .hasMessageContaining(
                        "the table of the join 'priced' needs records with a time, but the source [prices] has"
                                + " none");
        assertThatThrownBy(() -> join.latest().within(Duration.ofSeconds(1)).inner((trade, price) -> ""))
                .hasMessageContaining("needs records with a time");
        join.latest().inner((trade, price) -> "").write("results", results);
    }

    @Test
    void anAgeIsNotNegative() {
        TableJoin<Trade, Price> join = readTrades().asOf("priced", readPrices(), Trade::symbol);
        assertThatThrownBy(() -> join.within(Duration.ofSeconds(-1)))
                .hasMessage(
                        "the greatest age of a version is a distance in event time: whole milliseconds between zero and"
                                + " PT8760000H, got PT-1S");
    }

    @Test
    void keysOfTwoTypesAreNeverEqual() {
        VersionedTable<String, Price> table = readPrices();
        assertThatThrownBy(() -> incomparable(table))
                .hasMessage("the keys of the join 'priced' can never be equal: the left one is a Long, the right one a"
                        + " String; convert one of them, as with r -> (long) r.id()");
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // what the compiler refuses unless types are lost
    private void incomparable(VersionedTable table) {
        readTrades().asOf("priced", (VersionedTable<Long, Price>) table, Trade::time);
    }

    @Test
    void aTableOfAnotherPipelineIsRefused() {
        Pipeline other = Pipeline.named("other");
        Stream<Trade> elsewhere = other.read("trades", trades);
        assertThatThrownBy(() -> elsewhere.broadcastJoin("priced", readPrices(), Trade::symbol))
                .hasMessage("a stream and a table of two pipelines cannot be joined: 'other' and 'prices'");
    }

    @Test
    void thePlanSaysWhoGoesWhere() {
        readTrades()
                .broadcastJoin("priced", readPrices(), Trade::symbol)
                .within(Duration.ofHours(2))
                .inner((trade, price) -> "")
                .write("results", results);
        assertThat(pipeline.explain().text())
                .contains("broadcast inner latest after bootstrap join, versions at most PT2H old");
    }
}
