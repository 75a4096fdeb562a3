package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What joins near in time do in a job as a whole: what they keep, when they speak, and that nobody waits for ever. */
@Timeout(120)
class IntervalJoinTest {

    private static final String JOIN = "join";

    private record Event(String key, long time) {

        @Override
        public String toString() {
            return key + "@" + time;
        }
    }

    private final Pipeline pipeline = Pipeline.named("joined");
    private final CollectingSink<String> results = new CollectingSink<>();
    private final ScriptedSource<Event> left = ScriptedSource.live(1);
    private final ScriptedSource<Event> right = ScriptedSource.live(1);

    private static Event at(long time) {
        return new Event("a", time);
    }

    private static TimedSource<Event> timed(ScriptedSource<Event> source) {
        return source.eventTimeMillis(Event::time).idleAfter(Duration.ofSeconds(2));
    }

    private TestRun fullOuter(Duration before, Duration after) {
        pipeline.read("left", timed(left))
                .join(JOIN, pipeline.read("right", timed(right)))
                .on(Event::key, Event::key)
                .between(before, after)
                .fullOuter((one, other) -> one + " " + other)
                .write("results", results);
        return TestRun.of(pipeline).start();
    }

    private long held(TestRun run) {
        return run.ledger().operator(JOIN).held();
    }

    @Test
    void anUnmatchedRecordComesWhenTheWatermarkIsPastWhatItCouldMeetAndNotBefore() {
        TestRun run = fullOuter(Duration.ofMillis(10), Duration.ofMillis(20));
        left.split(0).add(at(1_000));
        right.split(0).add(at(1_020));
        run.runUntilIdle();
        assertThat(results.records()).containsExactly("a@1000 a@1020");

        // Nothing at or before 1,030 can come any more, but 1,031 can.
        left.split(0).add(at(1_011), at(1_031));
        right.split(0).add(at(1_031));
        run.runUntilIdle();
        assertThat(results.records())
                .containsExactly("a@1000 a@1020", "a@1011 a@1020", "a@1011 a@1031", "a@1031 a@1031");

        left.split(0).add(at(2_000), at(2_020));
        right.split(0).add(at(2_020 - 11 + 20));
        run.runUntilIdle();
        assertThat(results.records()).hasSize(5).endsWith("a@2020 a@2029");
        left.split(0).add(at(2_021));
        run.runUntilIdle();
        assertThat(results.records()).hasSize(7).endsWith("a@2021 a@2029", "a@2000 null");
    }

    @Test
    void ofARecordThatIsAloneTheLastMillisecondCounts() {
        TestRun run = fullOuter(Duration.ZERO, Duration.ofMillis(20));
        left.split(0).add(at(1_000), new Event("b", 1_020));
        right.split(0).add(new Event("b", 1_020));
        run.runUntilIdle();
        assertThat(results.records()).containsExactly("b@1020 b@1020");

        left.split(0).add(new Event("c", 1_021));
        right.split(0).add(new Event("c", 1_021));
        run.runUntilIdle();
        assertThat(results.records()).containsExactlyInAnyOrder("b@1020 b@1020", "a@1000 null", "c@1021 c@1021");
    }

    @Test
    void aSilentSideDoesNotStopTheOther() {
        TestRun run = fullOuter(Duration.ofSeconds(10), Duration.ofSeconds(10));
        long start = TestRun.DEFAULT_START.toEpochMilli();
        right.split(0).add(at(start - 600_000), at(start - 599_999), at(start));
        run.runUntilIdle();
        assertThat(results.records()).isEmpty();
        run.advance(Duration.ofSeconds(3));
        // The left side is silent, so the right one alone says what time it is.
        assertThat(results.records()).containsExactly("null a@" + (start - 600_000), "null a@" + (start - 599_999));
        run.advance(Duration.ofHours(1));
        assertThat(results.records()).hasSize(3);
        assertThat(held(run)).isZero();

        long later = start + 3_603_000;
        left.split(0).add(at(later));
        right.split(0).add(at(later));
        run.runUntilIdle();
        assertThat(results.records()).hasSize(4).endsWith("a@" + later + " a@" + later);
    }

    @Test
    void whatIsRetainedIsForgottenWhenTheRetentionHasPassed() {
        pipeline.read("left", timed(left))
                .join(JOIN, pipeline.read("right", timed(right)))
                .on(Event::key, Event::key)
                .retain(Duration.ofMinutes(1))
                .inner((one, other) -> one + " " + other)
                .write("results", results);
        TestRun run = TestRun.of(pipeline).workers(2).seed(5).start();
        long start = TestRun.DEFAULT_START.toEpochMilli();
        for (int i = 0; i < 100; i++) {
            left.split(0).add(new Event("left-" + i, start + i));
            right.split(0).add(new Event("right-" + i, start + i));
        }
        run.runUntilIdle();
        assertThat(held(run)).isEqualTo(200);
        run.advance(Duration.ofSeconds(59));
        assertThat(held(run)).isEqualTo(200);
        // Rows go with others of up to the time for which they are retained.
        run.advance(Duration.ofSeconds(63));
        assertThat(held(run)).isZero();
        assertThat(results.records()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aReplayKeepsLittleOfTheSideThatIsReadFaster(long seed) {
        // Ten records a second on the left, one on the right, so a batch of the right is ten times as long.
        List<Event> lefts = LongStream.range(0, 30_000)
                .mapToObj(i -> new Event("k" + i % 7, i * 100))
                .toList();
        List<Event> rights = LongStream.range(0, 3_000)
                .mapToObj(i -> new Event("k" + i % 7, i * 1_000))
                .toList();
        pipeline.read("left", ListSource.of(lefts).eventTimeMillis(Event::time))
                .join(JOIN, pipeline.read("right", ListSource.of(rights).eventTimeMillis(Event::time)))
                .on(Event::key, Event::key)
                .between(Duration.ofSeconds(5), Duration.ofSeconds(5))
                .lead(Duration.ofSeconds(10))
                .inner((one, other) -> one + " " + other)
                .write("results", results);
        TestRun run = TestRun.of(pipeline)
                .workers(1 + (int) seed % 2)
                .seed(seed)
                .batchCapacity(32)
                .laneBatches(2)
                .withoutChecks()
                .start();
        long heldMax = 0;
        for (int step = 0; !run.status().isEnd(); step++) {
            run.step();
            if (step % 16 == 0) {
                heldMax = Math.max(heldMax, held(run));
            }
        }
        Ledger ledger = run.ledger();
        assertThat(ledger.imbalances()).isEmpty();
        assertThat(ledger.operator(JOIN).held()).isZero();
        // The lead, and a batch of the right, which is 32 s. Of several workers one goes on while the source waits for
        // room
        // at the others: at most by what the lanes hold, here two batches of rows of which every other is for another
        // worker.
        long bound = run.toString().contains("workers 1") ? 10_000 + 2 * 32_000 : 10_000 + 10 * 32_000;
        assertThat(ledger.operator(JOIN).leadMillis()).isPositive().isLessThan(bound);
        assertThat(heldMax).isPositive().isLessThan(1_000);
        assertThat(results.records()).hasSize(expectedPairs(lefts, rights));
    }

    private static int expectedPairs(List<Event> lefts, List<Event> rights) {
        int pairs = 0;
        for (Event one : lefts) {
            int nearest = (int) (one.time() / 1_000);
            for (int i = Math.max(0, nearest - 6); i < Math.min(rights.size(), nearest + 7); i++) {
                Event other = rights.get(i);
                boolean isNear = Math.abs(one.time() - other.time()) <= 5_000;
                pairs += isNear && one.key().equals(other.key()) ? 1 : 0;
            }
        }
        return pairs;
    }

    @Test
    void twoBranchesOfOneSourceMeetWhateverRoomThereIs() {
        for (int seed = 0; seed < 60; seed++) {
            List<Event> events = LongStream.range(0, 300)
                    .mapToObj(i -> new Event("k" + i % 5, i * (i % 3 == 0 ? 1 : 1_000)))
                    .sorted((one, other) -> Long.compare(one.time(), other.time()))
                    .toList();
            CollectingSink<String> pairs = new CollectingSink<>();
            Pipeline diamond = Pipeline.named("diamond");
            Stream<Event> source = diamond.read("events", ListSource.of(events).eventTimeMillis(Event::time));
            source.filter(event -> event.time() % 2 == 0)
                    .join(JOIN, source.map(event -> event))
                    .on(Event::key, Event::key)
                    .between(Duration.ZERO, Duration.ZERO)
                    .lead(Duration.ZERO)
                    .inner((one, other) -> one + " " + other)
                    .write("pairs", pairs);
            TestRun.of(diamond)
                    .workers(1 + seed % 3)
                    .seed(seed)
                    .batchCapacity(1 + seed % 4)
                    .laneBatches(1)
                    .start()
                    .runToEnd();
            long expected = events.stream()
                    .filter(event -> event.time() % 2 == 0)
                    .mapToLong(event -> events.stream().filter(event::equals).count())
                    .sum();
            assertThat(pairs.records()).as("seed %d", seed).hasSize((int) expected);
        }
    }

    @Test
    void aRecordThatMeetsManyOthersComesOverManyBatches() {
        int others = 100_000;
        List<Event> rights =
                LongStream.range(0, others).mapToObj(IntervalJoinTest::at).toList();
        CollectingSink<Long> sums = new CollectingSink<>();
        pipeline.read("left", ListSource.of(at(others)).eventTimeMillis(Event::time))
                .join(JOIN, pipeline.read("right", ListSource.of(rights).eventTimeMillis(Event::time)))
                .on(Event::key, Event::key)
                .between(Duration.ofDays(1), Duration.ZERO)
                .inner((one, other) -> one.time() - other.time())
                .write("sums", sums);
        TestRun run =
                TestRun.of(pipeline).batchCapacity(100).withoutChecks().start().runToEnd();
        assertThat(sums.records()).hasSize(others).doesNotHaveDuplicates();
        assertThat(run.ledger().operator(JOIN).held()).isZero();
    }

    @Test
    void whereOneSideHasEndedTheOtherIsNotKept() {
        ScriptedSource<Event> ended = ScriptedSource.bounded(1);
        pipeline.read("left", ended.eventTimeMillis(Event::time))
                .join(JOIN, pipeline.read("right", timed(right)))
                .on(Event::key, Event::key)
                .unbounded()
                .inner((one, other) -> one + " " + other)
                .write("results", results);
        TestRun run = TestRun.of(pipeline).start();
        ended.split(0).add(at(5), at(7));
        ended.end();
        run.runUntilIdle();
        for (int i = 0; i < 50; i++) {
            right.split(0).add(at(i), new Event("other", i));
            run.runUntilIdle();
        }
        assertThat(results.records()).hasSize(100);
        assertThat(held(run)).isEqualTo(2);
    }

    @Test
    void aJoinFunctionThatFailsBlamesTheLeftRecordAndAllOthersAreAccountedFor() {
        List<Event> lefts =
                LongStream.range(0, 50).mapToObj(IntervalJoinTest::at).toList();
        pipeline.read("left", ListSource.of(lefts).eventTimeMillis(Event::time))
                .join(JOIN, pipeline.read("right", ListSource.of(at(17)).eventTimeMillis(Event::time)))
                .on(Event::key, Event::key)
                .between(Duration.ZERO, Duration.ZERO)
                .leftOuter((one, other) -> {
                    if (other != null) {
                        throw new IllegalStateException("no");
                    }
                    return one + " alone";
                })
                .write("results", results);
        for (int seed = 0; seed < 20; seed++) {
            TestRun run = TestRun.of(pipeline).seed(seed).start();
            assertThatThrownBy(run::runToEnd)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageStartingWith("job 'joined' failed in 'join' at 'left', list-0, position 17:");
            Ledger ledger = run.ledger();
            assertThat(ledger.operator(JOIN).failed()).isEqualTo(1);
            assertThat(ledger.operator(JOIN).isBalanced()).isTrue();
        }
    }

    @Test
    void nullIsNoResult() {
        pipeline.read("left", ListSource.of(at(1)).eventTimeMillis(Event::time))
                .join(JOIN, pipeline.read("right", ListSource.of(at(1)).eventTimeMillis(Event::time)))
                .on(Event::key, Event::key)
                .unbounded()
                .<String>inner((one, other) -> null)
                .write("results", results);
        assertThatThrownBy(TestRun.of(pipeline).start()::runToEnd)
                .hasMessageContaining("the join function returned null; give a result for each pair");
    }

    @Test
    void aPlanTellsWhatBoundsAJoin() {
        Stream<Event> lefts = pipeline.read("left", timed(left));
        Stream<Event> rights = pipeline.read("right", timed(right));
        lefts.join("between", rights)
                .on(Event::key, Event::key)
                .between(Duration.ofSeconds(5), Duration.ofMinutes(1))
                .leftOuter((one, other) -> one + " " + other)
                .write("results", results);
        lefts.join("retained", rights)
                .on(Event::key, Event::key)
                .retain(Duration.ofHours(1))
                .lead(Duration.ofSeconds(10))
                .inner((one, other) -> one + " " + other)
                .write("more", results);
        lefts.join("regular", rights)
                .on(Event::key, Event::key)
                .unbounded()
                .inner((one, other) -> one + " " + other)
                .write("all", results);
        assertThat(pipeline.explain().text())
                .contains("left outer join between -PT5S and +PT1M, sides up to PT1M apart")
                .contains("inner join retaining PT1H, sides up to PT10S apart")
                .contains("inner join unbounded (keeps all records), sides up to PT1M apart");
    }
}
