package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.job.StateFigures;
import dev.millrace.api.process.KeyContext;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.SideOutput;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.StateTtl;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.state.ValueState;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.ProcessedStream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What functions with state, timers and side outputs see, and when. */
@Timeout(60)
class ProcessFunctionTest {

    private static final ValueSpec<Long> COUNT = StateSpec.value("count", Long.class);
    private static final SideOutput<String> ASIDE = SideOutput.named("aside");

    /** A record. */
    record Event(String key, long time) {}

    /** What a test does in a call. */
    interface Step<C> extends Serializable {
        void run(C call) throws Exception;
    }

    /** A function of two lambdas. */
    record Steps(
            Step<RecordContext<String, Event, String>> onRecord,
            Step<TimerContext<String, String>> onTime,
            List<StateSpec<?>> states)
            implements ProcessFunction<String, Event, String> {

        Steps(Step<RecordContext<String, Event, String>> onRecord, Step<TimerContext<String, String>> onTime) {
            this(onRecord, onTime, List.of(COUNT));
        }

        @Override
        public List<SideOutput<?>> outputs() {
            return List.of(ASIDE);
        }

        @Override
        public void process(RecordContext<String, Event, String> record) throws Exception {
            onRecord.run(record);
        }

        @Override
        public void onTimer(TimerContext<String, String> timer) throws Exception {
            onTime.run(timer);
        }
    }

    private static void tell(TimerContext<String, String> timer) {
        timer.emit(timer.key() + "@" + timer.timeMillis());
    }

    private static Event event(String key, long time) {
        return new Event(key, time);
    }

    private static KeyedStream<Event, String> keyed(Pipeline pipeline, List<Event> events) {
        return pipeline.read(
                        "events",
                        ListSource.of(events).eventTimeMillis(Event::time).outOfOrderBy(Duration.ofMillis(10)))
                .keyBy(Event::key);
    }

    private static List<String> results(ProcessFunction<String, Event, String> function, Event... events) {
        CollectingSink<String> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("process");
        keyed(pipeline, List.of(events)).process("function", function).write("out", results);
        TestRun run = TestRun.of(pipeline).batchCapacity(1).start().runToEnd();
        Ledger.Row row = run.ledger().operator("function");
        assertThat(row.passed()).isEqualTo(events.length);
        assertThat(row.out()).isEqualTo(results.records().size());
        return results.records();
    }

    @Test
    void timersOfOneStepFireInTheOrderOfTimeAndOfKeys() {
        ProcessFunction<String, Event, String> function = new Steps(
                event -> {
                    event.eventTimers().setMillis(1_000);
                    event.eventTimers().setMillis(event.timestampMillis() % 7 + 900);
                },
                ProcessFunctionTest::tell);
        List<String> found =
                results(function, event("a", 5), event("b", 4), event("c", 3), event("d", 2), event("e", 1));
        assertThat(found.subList(0, 5)).containsExactly("e@901", "d@902", "c@903", "b@904", "a@905");
        List<String> others =
                results(function, event("e", 1), event("c", 3), event("d", 2), event("b", 4), event("a", 5));
        assertThat(found.subList(5, 10))
                .containsExactlyElementsOf(others.subList(5, 10))
                .containsExactlyInAnyOrder("a@1000", "b@1000", "c@1000", "d@1000", "e@1000");
    }

    @Test
    void numbersFireInTheirOrder() {
        CollectingSink<String> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("process");
        pipeline.read(
                        "numbers",
                        ListSource.of(List.of(5L, -7L, 1_000_000_000_000L, 0L)).eventTimeMillis(number -> 1))
                .keyBy(Long::longValue)
                .process("function", new ProcessFunction<Long, Long, String>() {
                    @Override
                    public void process(RecordContext<Long, Long, String> record) {
                        record.eventTimers().setMillis(9);
                    }

                    @Override
                    public void onTimer(TimerContext<Long, String> timer) {
                        timer.emit("" + timer.key());
                    }
                })
                .write("out", results);
        TestRun.of(pipeline).start().runToEnd();
        assertThat(results.records()).containsExactly("-7", "0", "5", "1000000000000");
    }

    @Test
    void aTimerFiresWhenTheWatermarkIsAtItsTime() {
        ProcessFunction<String, Event, String> function = new Steps(
                event -> {
                    if (event.timestampMillis() == 0) {
                        event.eventTimers().setMillis(20);
                    }
                    event.emit("record " + event.timestampMillis());
                },
                timer -> timer.emit("timer at watermark " + timer.watermarkMillis()));
        // The bound is 10: after the record of 29 the watermark is 19, after that of 30 it is 20.
        assertThat(results(function, event("a", 0), event("a", 29), event("a", 30), event("a", 31)))
                .containsExactly("record 0", "record 29", "record 30", "timer at watermark 20", "record 31");
    }

    @Test
    void aTimerForThePastFiresAfterItsRecordAndBeforeTheNext() {
        ProcessFunction<String, Event, String> function = new Steps(
                event -> {
                    event.emit("record " + event.timestampMillis());
                    if (event.timestampMillis() == 101) {
                        event.eventTimers().setMillis(90);
                        event.eventTimers().setMillis(7);
                        event.emit("still the record");
                    }
                },
                ProcessFunctionTest::tell);
        CollectingSink<WindowResult<String, List<String>>> times = new CollectingSink<>();
        List<Event> events = List.of(event("a", 100), event("a", 101), event("a", 102));
        assertThat(results(function, events.toArray(Event[]::new)))
                .containsExactly("record 100", "record 101", "still the record", "a@7", "a@90", "record 102");

        Pipeline pipeline = Pipeline.named("times");
        keyed(pipeline, events)
                .process("function", function)
                .keyBy(text -> "all")
                .window(tumbling(Duration.ofMillis(1)))
                .aggregate("times", collect(text -> text))
                .write("out", times);
        TestRun run = TestRun.of(pipeline).batchCapacity(1).start().runToEnd();
        assertThat(run.ledger().operator("times").late()).as("nothing is late").isZero();
        assertThat(times.records())
                .filteredOn(result -> result.start().toEpochMilli() == 90)
                .singleElement()
                .satisfies(result -> assertThat(result.value())
                        .as("they have the time of the watermark that they found")
                        .containsExactlyInAnyOrder("a@7", "a@90"));
    }

    @Test
    void aKeyHasOneTimerForATimeAndCanTakeItAway() {
        ProcessFunction<String, Event, String> function = new Steps(
                event -> {
                    for (long time : new long[] {500, 600, 500, 700, 600, 800}) {
                        event.eventTimers().setMillis(time);
                    }
                    event.eventTimers().deleteMillis(event.key().equals("a") ? 500 : 700);
                    event.eventTimers().deleteMillis(12_345);
                    assertThat(event.eventTimers().isSet(Instant.ofEpochMilli(600)))
                            .isTrue();
                    assertThat(event.eventTimers().isSet(Instant.ofEpochMilli(12_345)))
                            .isFalse();
                    if (event.key().equals("c")) {
                        event.eventTimers().deleteAll();
                    }
                },
                ProcessFunctionTest::tell);
        assertThat(results(function, event("a", 1), event("b", 1), event("c", 1)))
                .containsExactlyInAnyOrder("a@600", "a@700", "a@800", "b@500", "b@600", "b@800");
    }

    @Test
    void atTheEndEventTimersFireAndThoseThatTheySetButNotThoseOfTheClock() {
        ProcessFunction<String, Event, String> function = new Steps(
                event -> {
                    event.eventTimers().setMillis(1_000);
                    event.processingTimers().set(event.processingTime().plusSeconds(1));
                },
                timer -> {
                    tell(timer);
                    assertThat(timer.isAtEnd()).isTrue();
                    assertThat(timer.isProcessingTime()).isFalse();
                    if (timer.timeMillis() < 3_000) {
                        timer.eventTimers().setMillis(timer.timeMillis() + 1_000);
                    }
                });
        assertThat(results(function, event("a", 1))).containsExactly("a@1000", "a@2000", "a@3000");
    }

    @Test
    void timersThatNeverStopFailTheJobAtTheEnd() {
        ProcessFunction<String, Event, String> function = new Steps(
                event -> event.eventTimers().setMillis(1_000),
                timer -> timer.eventTimers().setMillis(timer.timeMillis() + 1));
        assertThatThrownBy(() -> results(function, event("a", 1)))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("function")
                .hasMessageContaining("isAtEnd()");
    }

    @Test
    void processingTimersFireWithoutInputAndInTheirOrder() {
        ScriptedSource<Event> source = ScriptedSource.live(1);
        CollectingSink<String> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("clock");
        pipeline.read("events", source.eventTimeMillis(Event::time))
                .keyBy(Event::key)
                .process(
                        "function",
                        new Steps(
                                event -> {
                                    Instant now = event.processingTime();
                                    event.processingTimers().set(now.plusSeconds(20));
                                    event.processingTimers().set(now.plusSeconds(10));
                                    event.processingTimers().set(now.minusSeconds(1));
                                },
                                timer -> timer.emit(timer.key() + " "
                                        + Duration.between(TestRun.DEFAULT_START, timer.time())
                                                .toSeconds())))
                .write("out", results);
        TestRun run = TestRun.of(pipeline).workers(3).seed(4).start();
        source.split(0).add(event("a", 1), event("b", 2));
        run.runUntilIdle();
        run.advance(Duration.ofMillis(1));
        assertThat(results.records()).as("the next millisecond").containsExactlyInAnyOrder("a -1", "b -1");
        run.advance(Duration.ofMillis(9_998));
        assertThat(results.records()).hasSize(2);
        run.advance(Duration.ofMillis(1));
        assertThat(results.records()).hasSize(4).contains("a 10", "b 10");
        run.advance(Duration.ofHours(1));
        assertThat(results.records()).hasSize(6).contains("a 20", "b 20");
    }

    @Test
    void oneThatSetsItselfForThePresentDoesNotHoldTheWorker() {
        ScriptedSource<Event> source = ScriptedSource.live(1);
        CollectingSink<String> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("clock");
        pipeline.read("events", source.eventTimeMillis(Event::time))
                .keyBy(Event::key)
                .process("function", new Steps(event -> event.processingTimers().set(event.processingTime()), timer -> {
                    timer.emit("beat");
                    timer.processingTimers().set(timer.processingTime());
                }))
                .write("out", results);
        TestRun run = TestRun.of(pipeline).start();
        source.split(0).add(event("a", 1));
        run.runUntilIdle();
        int before = results.records().size();
        run.advance(Duration.ofMillis(1)).advance(Duration.ofMillis(1));
        assertThat(results.records()).hasSize(before + 2);
    }

    @Test
    void lateRecordsAreSeenAndStayLate() {
        CollectingSink<String> results = new CollectingSink<>();
        CollectingSink<WindowResult<String, Long>> windows = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("late");
        ProcessedStream<Event, String> stream = keyed(
                        pipeline, List.of(event("a", 100), event("a", 90), event("a", 89)))
                .process(
                        "function",
                        (RecordContext<String, Event, String> event) ->
                                event.emit(event.timestampMillis() + " " + event.isLate()));
        stream.write("out", results);
        stream.keyBy(text -> "all")
                .window(tumbling(Duration.ofMillis(1)))
                .aggregate("windows", count())
                .write("windows-out", windows);
        TestRun run = TestRun.of(pipeline).start().runToEnd();
        assertThat(results.records()).containsExactly("100 false", "90 false", "89 true");
        assertThat(run.ledger().operator("windows").late()).isEqualTo(1);
    }

    @Test
    void sideOutputsHaveTheirReadersAndOnesWithoutAreNotKept() {
        for (boolean isRead : new boolean[] {true, false}) {
            CollectingSink<String> aside = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("side");
            ProcessedStream<Event, String> stream = keyed(pipeline, List.of(event("a", 1), event("b", 2)))
                    .process(
                            "function",
                            new Steps(
                                    event -> {
                                        event.emit(ASIDE, "1" + event.key());
                                        event.emit(ASIDE, "2" + event.key());
                                        event.emit(event.key());
                                    },
                                    timer -> {}));
            CollectingSink<String> results = new CollectingSink<>();
            stream.write("out", results);
            if (isRead) {
                stream.side(ASIDE).write("aside", aside);
                assertThat(stream.side(SideOutput.<String>named("aside"))).isSameAs(stream.side(ASIDE));
            }
            TestRun.of(pipeline).workers(2).seed(3).batchCapacity(1).start().runToEnd();
            assertThat(results.records()).containsExactlyInAnyOrder("a", "b");
            assertThat(aside.records())
                    .containsExactlyInAnyOrderElementsOf(isRead ? List.of("1a", "2a", "1b", "2b") : List.of());
        }
    }

    @Test
    void aRecordThatFailsHasNoResultsAndGoesToWhoeverReadsIt() {
        CollectingSink<String> results = new CollectingSink<>();
        CollectingSink<String> aside = new CollectingSink<>();
        CollectingSink<FailedRecord<Event>> failed = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("failing");
        ProcessedStream<Event, String> stream = keyed(
                        pipeline, List.of(event("a", 1), event("bad", 2), event("c", 3), event("bad", 4)))
                .process("function", new Steps(ProcessFunctionTest::refuseBad, timer -> {}));
        stream.write("out", results);
        stream.side(ASIDE).write("aside", aside);
        stream.failed().write("failed", failed);
        TestRun run = TestRun.of(pipeline).batchCapacity(3).start().runToEnd();
        assertThat(results.records()).containsExactly("a1", "c1");
        assertThat(aside.records()).containsExactly("a", "c");
        assertThat(failed.records())
                .extracting(FailedRecord::describe)
                .containsExactly(
                        "'function' at 'events', list-0, position 1: IllegalStateException: refused after 1",
                        "'function' at 'events', list-0, position 3: IllegalStateException: refused after 2");
        assertThat(run.ledger().operator("function").failed()).isEqualTo(2);
        assertThat(run.ledger().operator("function").passed()).isEqualTo(2);
    }

    private static void refuseBad(RecordContext<String, Event, String> event) {
        ValueState<Long> count = event.state(COUNT);
        count.set(count.getOrDefault(0L) + 1);
        event.emit(event.key() + count.get());
        event.emit(ASIDE, event.key());
        if (event.key().equals("bad")) {
            throw new IllegalStateException("refused after " + count.get());
        }
    }

    @Test
    void withoutReaderTheFirstFailureFailsTheJobAndSoDoesATimer() {
        assertThatThrownBy(() ->
                        results(new Steps(ProcessFunctionTest::refuseBad, timer -> {}), event("a", 1), event("bad", 2)))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("position 1")
                .hasMessageContaining("refused after 1");
        assertThatThrownBy(() -> results(
                        new Steps(event -> event.eventTimers().setMillis(50), timer -> {
                            throw new IllegalStateException("no time");
                        }),
                        event("a", 1)))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("event-time timer of key 'a' at 1970-01-01T00:00:00.050Z")
                .hasMessageContaining("no time");
        assertThatThrownBy(() -> results(event -> event.eventTimers().setMillis(50), event("a", 1)))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("has no onTimer");
    }

    @Test
    void misuseIsToldWhenThePipelineIsBuilt() {
        KeyedStream<Event, String> keyed = keyed(Pipeline.named("misuse"), List.of());
        assertThatThrownBy(() -> keyed.process(
                        "twice",
                        new Steps(event -> {}, timer -> {}, List.of(COUNT, StateSpec.list("count", String.class)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'twice'")
                .hasMessageContaining("'count' twice");
        ProcessedStream<Event, String> stream = keyed.process("function", new Steps(event -> {}, timer -> {}));
        assertThatThrownBy(() -> stream.side(SideOutput.named("other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no side output 'other'")
                .hasMessageContaining("[aside]");
        assertThatThrownBy(() -> StateSpec.value(" ", Long.class)).hasMessageContaining("blank");
        assertThatThrownBy(() -> COUNT.expireAfter(Duration.ZERO)).hasMessageContaining("PT0.001S");
        assertThatThrownBy(() -> StateSpec.aggregating("list", collect(text -> text)))
                .hasMessageContaining("order of event time");
        Pipeline untimed = Pipeline.named("untimed");
        assertThatThrownBy(() -> untimed.read("events", ListSource.of(List.<Event>of()))
                        .keyBy(Event::key)
                        .process(
                                "function",
                                new Steps(event -> {}, timer -> {}, List.of(COUNT.expireAfter(Duration.ofDays(1))))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expires in event time");
    }

    @Test
    void misuseInACallIsToldThere() {
        assertThatThrownBy(() -> results(event -> event.state(COUNT).set(1L), event("a", 1)))
                .hasMessageContaining("value 'count' of Long is not declared");
        assertThatThrownBy(() -> results(event -> event.emit(ASIDE, "x"), event("a", 1)))
                .hasMessageContaining("'aside' is not declared");
        assertThatThrownBy(() -> results(event -> event.emit(null), event("a", 1)))
                .hasMessageContaining("emit nothing instead");
        assertThatThrownBy(() -> results(new Steps(event -> event.state(COUNT).set(null), timer -> {}), event("a", 1)))
                .hasMessageContaining("clear() takes a value away");
    }

    @Test
    void handlesAreOfNoUseOutsideOfTheirCall() {
        AtomicReference<ValueState<Long>> kept = new AtomicReference<>();
        AtomicReference<KeyContext<String, String>> call = new AtomicReference<>();
        Pipeline pipeline = Pipeline.named("kept");
        keyed(pipeline, List.of(event("a", 1)))
                .process(
                        "function",
                        new Steps(
                                event -> {
                                    kept.set(event.state(COUNT));
                                    call.set(event);
                                },
                                timer -> {}))
                .write("out", new CollectingSink<>());
        TestRun.of(pipeline).start().runToEnd();
        assertThatThrownBy(() -> kept.get().get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'count' was used outside of process and onTimer");
        assertThatThrownBy(() -> call.get().eventTimers().setMillis(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> call.get().emit("x")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void expiredStateIsNotSeenAndIsSweptWhenThereIsTime() {
        ValueSpec<Long> expiring = COUNT.expireAfter(Duration.ofMillis(100), StateTtl.Refresh.ON_WRITE);
        ScriptedSource<Event> source = ScriptedSource.live(1);
        CollectingSink<String> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("expiry");
        pipeline.read("events", source.eventTimeMillis(Event::time))
                .keyBy(Event::key)
                .process(
                        "function",
                        new Steps(
                                event -> {
                                    ValueState<Long> count = event.state(expiring);
                                    event.emit(event.key() + count.getOrDefault(0L));
                                    count.set(count.getOrDefault(0L) + 1);
                                },
                                timer -> {},
                                List.of(expiring)))
                .write("out", results);
        TestRun run = TestRun.of(pipeline).workers(2).seed(5).start();
        source.split(0).add(event("a", 0), event("a", 99), event("a", 198), event("b", 200));
        run.runUntilIdle();
        assertThat(run.state("function", "count")).isEqualTo(new StateFigures(2, 2, 0));
        source.split(0).add(event("a", 298));
        run.runUntilIdle();
        assertThat(results.records()).containsExactlyInAnyOrder("a0", "a1", "a2", "b0", "a0");
        source.split(0).add(event("c", 1_000));
        run.runUntilIdle();
        assertThat(run.state("function", "count")).isEqualTo(new StateFigures(1, 1, 0));
        assertThatThrownBy(() -> run.state("function", "other")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void theSweepIsBoundedAndTellsHowFarItIsBehind() {
        ValueSpec<Long> expiring = COUNT.expireAfter(Duration.ofMillis(100));
        ScriptedSource<Event> source = ScriptedSource.live(1);
        Pipeline pipeline = Pipeline.named("expiry");
        pipeline.read("events", source.eventTimeMillis(Event::time))
                .keyBy(Event::key)
                .process("function", new Steps(event -> event.state(expiring).set(1L), timer -> {}, List.of(expiring)))
                .write("out", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).batchCapacity(100).withoutChecks().start();
        int keys = 20_000;
        for (int i = 0; i < keys; i++) {
            source.split(0).add(event("key-" + i, 0));
        }
        run.runUntilIdle();
        assertThat(run.state("function", "count")).isEqualTo(new StateFigures(keys, keys, 0));
        source.split(0).add(event("later", 1_000));
        long before = keys + 1;
        boolean wasBehind = false;
        for (int step = 0; step < 1_000; step++) {
            run.step();
            StateFigures figures = run.state("function", "count");
            assertThat(before - figures.keys()).as("taken away in one step").isLessThanOrEqualTo(2 * 4_096);
            assertThat(figures.sweepLagMillis()).isIn(0L, 900L);
            wasBehind |= figures.sweepLagMillis() > 0;
            before = figures.keys();
        }
        assertThat(wasBehind).isTrue();
        assertThat(run.state("function", "count")).isEqualTo(new StateFigures(1, 1, 0));
    }
}
