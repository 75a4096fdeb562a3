package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Generator;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.GatedSink;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job does as a whole: streams that part and meet, failures, cancellation, backpressure, threads. */
@Timeout(120)
class JobBehaviourTest {

    record Bid(long auction, long price, long time) {}

    private static List<Bid> bids(int count) {
        return LongStream.range(0, count).mapToObj(i -> new Bid(i % 10, i, i)).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void streamsPartAndMeetWithoutLosingOrRepeatingARecord(long seed) {
        CollectingSink<Long> all = new CollectingSink<>();
        CollectingSink<WindowResult<Long, Long>> counts = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("diamond");
        Stream<Bid> source = pipeline.read(
                "bids",
                ListSource.ofSplits(List.of(bids(500), bids(300), bids(200)))
                        .eventTimeMillis(Bid::time)
                        .outOfOrderBy(Duration.ofSeconds(1)));
        Stream<Bid> even = source.filter(bid -> bid.price() % 2 == 0);
        Stream<Bid> odd = source.filter(bid -> bid.price() % 2 == 1);
        Stream<Bid> twice = even.<Bid>flatMap((bid, out) -> {
            out.accept(bid);
            out.accept(bid);
        });
        Stream<Bid> met = twice.union(odd, even);
        met.map(Bid::price).write("all", all);
        met.keyBy(Bid::auction)
                .window(tumbling(Duration.ofMillis(50)))
                .aggregate("counts", count())
                .write("counts-out", counts);

        TestRun run = TestRun.of(pipeline)
                .workers(1 + (int) (seed % 4))
                .seed(seed)
                .start()
                .runToEnd();

        // 500 even records three times, 500 odd ones once.
        assertThat(all.records()).hasSize(2_000);
        assertThat(all.records().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(LongStream.of(500, 300, 200)
                        .flatMap(n -> LongStream.range(0, n))
                        .map(price -> price % 2 == 0 ? 3 * price : price)
                        .sum());
        assertThat(counts.records().stream().mapToLong(WindowResult::value).sum())
                .isEqualTo(2_000);
        assertThat(run.ledger().operator("counts").late()).isZero();
    }

    @Test
    void aStreamUnitedWithItselfHasEveryRecordTwice() {
        CollectingSink<Bid> out = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("twice");
        Stream<Bid> bids = pipeline.read("bids", ListSource.of(bids(100)));
        bids.union(bids).write("out", out);

        TestRun.of(pipeline).workers(2).start().runToEnd();

        assertThat(out.records()).hasSize(200);
        assertThat(Set.copyOf(out.records())).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void resultsOfWindowsCanBeAggregatedAgainAndNoneIsLate(int workers) {
        CollectingSink<WindowResult<String, Long>> out = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("two levels");
        pipeline.read(
                        "bids",
                        ListSource.ofSplits(List.of(bids(5_000), bids(4_000)))
                                .eventTimeMillis(Bid::time)
                                .outOfOrderBy(Duration.ofSeconds(10)))
                .keyBy(Bid::auction)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("fine", count())
                .keyBy(result -> result.key() % 2 == 0 ? "even" : "odd")
                .window(tumbling(Duration.ofSeconds(1)))
                .aggregate("coarse", sum(WindowResult<Long, Long>::value))
                .write("out", out);

        TestRun run =
                TestRun.of(pipeline).workers(workers).seed(workers).start().runToEnd();

        assertThat(run.ledger().operator("coarse").late()).isZero();
        assertThat(out.records()).hasSize(10);
        assertThat(out.records().stream().mapToLong(WindowResult::value).sum()).isEqualTo(9_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aWindowThatRecordsHaveClosedSaysSoThoughTheInputEndsAtOnce(int workers) {
        for (long seed = 0; seed < 20; seed++) {
            CollectingSink<WindowResult<Long, Long>> out = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("closed");
            pipeline.read("bids", ListSource.of(bids(25)).eventTimeMillis(Bid::time))
                    .keyBy(Bid::auction)
                    .window(tumbling(Duration.ofMillis(10)))
                    .aggregate("counts", count())
                    .write("out", out);

            TestRun.of(pipeline).workers(workers).seed(seed).start().runToEnd();

            assertThat(out.records())
                    .hasSize(25)
                    .allSatisfy(result -> assertThat(result.closedBy())
                            .isEqualTo(result.end().toEpochMilli() <= 24 ? ClosedBy.WATERMARK : ClosedBy.END));
        }
    }

    @Test
    void aGeneratorKeepsItsRateByTheClock() {
        CollectingSink<Long> out = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("rate");
        pipeline.read("numbers", Generator.of(i -> i).perSecond(10).limit(25).splits(2))
                .write("out", out);
        TestRun run = TestRun.of(pipeline).workers(2).start().runUntilIdle();
        assertThat(out.records()).isEmpty();

        run.advance(Duration.ofSeconds(1));
        assertThat(out.records()).hasSize(10);
        run.advance(Duration.ofMillis(1_500));
        assertThat(out.records()).hasSize(25);
        assertThat(Set.copyOf(out.records())).hasSize(25);
        run.runToEnd();
    }

    @Test
    void flatMapMayMakeMoreRecordsThanABatchHolds() {
        CollectingSink<Long> out = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("explosion");
        pipeline.read("bids", ListSource.of(bids(5)))
                .<Long>flatMap((bid, results) ->
                        LongStream.range(0, 1_000 * bid.price()).forEach(results::accept))
                .write("out", out);

        TestRun.of(pipeline).batchCapacity(7).start().runToEnd();

        assertThat(out.records()).hasSize(10_000);
    }

    /** Backpressure is proven by the bound on what is on its way, not by timing. */
    @Test
    void tenMillionRecordsThroughTenOperatorsToASlowSinkNeverExceedTheCapacityOfTheQueues() {
        long records = 10_000_000;
        long[] sum = {0};
        GatedSink<Long> sink = GatedSink.consuming(price -> sum[0] += price);
        Pipeline pipeline = Pipeline.named("ten operators");
        Stream<Bid> stream =
                pipeline.read("bids", Generator.of(i -> new Bid(i, i, i)).limit(records));
        for (int i = 0; i < 3; i++) {
            // A union has its own task, so that rows wait between tasks three times.
            stream = stream.map(bid -> bid).union().peek(bid -> {});
        }
        stream.map(Bid::price).write("slow", sink);
        TestRun run = TestRun.of(pipeline)
                .batchCapacity(256)
                .laneBatches(4)
                .withoutChecks()
                .seed(3)
                .start();
        // Beside the lanes, each of the four tasks may have a batch in hand on both sides of a chain.
        long bound = run.queueCapacity() + 8 * 256;

        Random random = new Random(5);
        long mostOnTheWay = 0;
        while (!run.status().isEnd()) {
            sink.admit(random.nextInt(64));
            run.runUntilIdle();
            Ledger ledger = run.ledger();
            assertThat(ledger.imbalances()).isEmpty();
            long onTheWay =
                    ledger.operator("bids").out() - ledger.operator("slow").passed();
            assertThat(onTheWay).isLessThanOrEqualTo(bound);
            mostOnTheWay = Math.max(mostOnTheWay, onTheWay);
        }

        assertThat(sum[0]).isEqualTo(records * (records - 1) / 2);
        assertThat(mostOnTheWay).as("the queues were really full").isGreaterThan(run.queueCapacity() / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anExceptionInUserCodeNamesOperatorAndPositionAndNothingIsCommitted(int workers) {
        GatedSink<Long> sink = new GatedSink<>();
        sink.open();
        Pipeline pipeline = Pipeline.named("failing");
        pipeline.read("bids", ListSource.of(bids(100)))
                .map(bid -> 100 / (bid.price() - 57))
                .write("out", sink);
        TestRun run = TestRun.of(pipeline).workers(workers).start();

        assertThatThrownBy(run::runToEnd)
                .isInstanceOf(JobFailedException.class)
                .hasMessage("job 'failing' failed in 'map-1' at 'bids', list-0, position 57:"
                        + " ArithmeticException: / by zero")
                .hasRootCauseInstanceOf(ArithmeticException.class);

        assertThat(run.status()).isEqualTo(JobStatus.FAILED);
        assertThat(sink.committed()).isZero();
        assertThat(sink.closed()).isEqualTo(1);
        assertThat(run.ledger().imbalances()).isEmpty();
        assertThat(run.ledger().operator("map-1").failed()).isEqualTo(1);
    }

    @Test
    void anErrorInUserCodeFailsTheJobAndNotTheWorker() throws Exception {
        Pipeline pipeline = Pipeline.named("deep");
        pipeline.read("bids", ListSource.of(bids(1)))
                .map(JobBehaviourTest::recurse)
                .write("out", new CollectingSink<>());
        Pipeline healthy = Pipeline.named("healthy");
        CollectingSink<Bid> out = new CollectingSink<>();
        healthy.read("bids", ListSource.of(bids(10))).write("out", out);

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            try (Job job = runtime.start(pipeline)) {
                assertThatThrownBy(job::await).hasRootCauseInstanceOf(StackOverflowError.class);
            }
            try (Job job = runtime.start(healthy)) {
                job.await();
            }
        }

        assertThat(out.records()).hasSize(10);
    }

    private static Object recurse(Bid bid) {
        return bid.price() < 0
                ? bid
                : recurse(new Bid(bid.auction() + 1, bid.price(), bid.time())).hashCode() + 1;
    }

    @Test
    void aNullKeyIsNamedWithTheWayOut() {
        record Named(String name) {}
        Pipeline pipeline = Pipeline.named("nulls");
        pipeline.read("names", ListSource.of(new Named("a"), new Named(null)).processingTime())
                .keyBy(Named::name)
                .window(tumbling(Duration.ofSeconds(1)))
                .aggregate("counts", count())
                .write("out", new CollectingSink<>());

        assertThatThrownBy(TestRun.of(pipeline).start()::runToEnd)
                .hasMessageContaining("failed in 'keyBy-1' at 'names', list-0, position 1")
                .hasMessageContaining("the key is null; filter such records out before keyBy");
    }

    @Test
    void theSumOfLongsFailsOnOverflowInsteadOfWrapping() {
        Pipeline pipeline = Pipeline.named("overflow");
        pipeline.read(
                        "bids",
                        ListSource.of(new Bid(1, Long.MAX_VALUE, 0), new Bid(2, 5, 0), new Bid(1, 1, 0))
                                .eventTimeMillis(Bid::time))
                .keyBy(Bid::auction)
                .window(tumbling(Duration.ofSeconds(1)))
                .aggregate("sums", sum(Bid::price))
                .write("out", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).batchCapacity(10).start();

        assertThatThrownBy(run::runToEnd)
                .hasMessageContaining("failed in 'sums' at 'bids', list-0, position 2")
                .hasMessageContaining("overflowed");
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    @Test
    void cancellingClosesEverythingAndCommitsNothing() {
        GatedSink<Bid> sink = new GatedSink<>();
        Pipeline pipeline = Pipeline.named("cancelled");
        pipeline.read("bids", Generator.of(i -> new Bid(i, i, i))).write("out", sink);
        TestRun run = TestRun.of(pipeline).start();
        sink.admit(10);
        run.runUntilIdle();

        run.cancel();

        assertThat(run.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(sink.closed()).isEqualTo(1);
        assertThat(sink.prepared()).isZero();
        assertThat(sink.committed()).isZero();
    }

    @Test
    void noSinkCommitsUntilAllHavePrepared() {
        ScriptedSource<Bid> quick = ScriptedSource.bounded(1);
        ScriptedSource<Bid> slow = ScriptedSource.bounded(1);
        GatedSink<Bid> first = new GatedSink<>();
        GatedSink<Bid> second = new GatedSink<>();
        first.open();
        second.open();
        Pipeline pipeline = Pipeline.named("two sinks");
        pipeline.read("quick", quick).write("first", first);
        pipeline.read("slow", slow).write("second", second);
        TestRun run = TestRun.of(pipeline).workers(2).start();

        quick.end();
        run.runUntilIdle();
        assertThat(first.prepared()).isEqualTo(1);
        assertThat(first.committed()).isZero();
        slow.end();
        run.runToEnd();

        assertThat(first.committed()).isEqualTo(1);
        assertThat(second.committed()).isEqualTo(1);
        assertThat(first.aborted()).isZero();
    }

    @Test
    void aSinkThatHasPreparedAbortsWhenAnotherBranchFails() {
        ScriptedSource<Bid> failing = ScriptedSource.bounded(1);
        GatedSink<Bid> prepared = new GatedSink<>();
        prepared.open();
        Pipeline pipeline = Pipeline.named("one fails");
        pipeline.read("quick", ListSource.of(bids(1))).write("first", prepared);
        pipeline.read("failing", failing).map(bid -> 1 / bid.price()).write("second", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).workers(2).start().runUntilIdle();
        assertThat(prepared.prepared()).isEqualTo(1);

        failing.split(0).add(new Bid(1, 0, 0));
        run.runUntilIdle();

        assertThat(run.status()).isEqualTo(JobStatus.FAILED);
        assertThat(prepared.committed()).isZero();
        assertThat(prepared.aborted()).isEqualTo(1);
        assertThat(prepared.closed()).isEqualTo(1);
    }

    @Test
    void closingARuntimeLeavesNoThreadBehind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CountDownLatch started = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("endless");
        pipeline.read("bids", Generator.of(i -> new Bid(i, i, i)))
                .write("out", CallbackSink.of(bid -> started.countDown()));

        EmbeddedRuntime runtime =
                EmbeddedRuntime.builder().workers(3).name("leak-test").build();
        Job job = runtime.start(pipeline);
        started.await();
        runtime.close();

        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThatThrownBy(job::await).isInstanceOf(CancellationException.class);
        Set<Thread> after = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().startsWith("leak-test"))
                .collect(Collectors.toSet());
        assertThat(after).isEmpty();
    }

    @Test
    void twentyPipelinesShareTheWorkersOfOneRuntime() throws Exception {
        List<CollectingSink<WindowResult<Long, Long>>> sinks = new ArrayList<>();
        List<Job> jobs = new ArrayList<>();
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build()) {
            for (int i = 0; i < 20; i++) {
                CollectingSink<WindowResult<Long, Long>> sink = new CollectingSink<>();
                Pipeline pipeline = Pipeline.named("pipeline-" + i);
                pipeline.read("bids", ListSource.of(bids(5_000)).eventTimeMillis(Bid::time))
                        .keyBy(Bid::auction)
                        .window(tumbling(Duration.ofSeconds(1)))
                        .aggregate("counts", count())
                        .write("out", sink);
                sinks.add(sink);
                jobs.add(runtime.start(pipeline));
            }
            for (Job job : jobs) {
                job.await();
                assertThat(job.ledger().imbalances()).isEmpty();
            }
        }
        assertThat(sinks)
                .allSatisfy(sink -> assertThat(sink.records().stream()
                                .mapToLong(WindowResult::value)
                                .sum())
                        .isEqualTo(5_000));
    }

    @Test
    void aLedgerCanBeReadWhileTheJobRuns() throws Exception {
        Pipeline pipeline = Pipeline.named("live");
        pipeline.read("bids", Generator.of(i -> new Bid(i % 100, i, i)).eventTimeMillis(Bid::time))
                .keyBy(Bid::auction)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("counts", count())
                .write("out", CallbackSink.of(result -> {}));

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline)) {
            long last = 0;
            for (int i = 0; i < 50; i++) {
                Ledger ledger = job.ledger();
                assertThat(ledger.operators()).allMatch(Ledger.Row::isBalanced);
                last = ledger.operator("bids").in();
            }
            assertThat(last).isPositive();
            job.cancel();
            assertThat(job.ledger().operators()).allMatch(Ledger.Row::isBalanced);
        }
    }

    @Test
    void manyThreadsPushAndEveryRecordArrivesOnceAndInTheOrderOfItsThread() throws Exception {
        List<Bid> received = Collections.synchronizedList(new ArrayList<>());
        Pipeline pipeline = Pipeline.named("pushed");
        Stream<Bid> bids = pipeline.read("bids", Push.of(Bid.class).capacity(100));
        bids.write("out", CallbackSink.of(received::add));

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline)) {
            Ingress<Bid> in = job.ingress(bids);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                long id = t;
                Thread thread = new Thread(() -> {
                    try {
                        for (int i = 0; i < 5_000; i++) {
                            in.put(new Bid(id, i, 0));
                        }
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            in.close();
            job.await();
            assertThat(job.ledger().imbalances()).isEmpty();
        }

        assertThat(received).hasSize(20_000);
        for (long id = 0; id < 4; id++) {
            long thread = id;
            assertThat(received.stream().filter(bid -> bid.auction() == thread).map(Bid::price))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aThreadThatWaitsForRoomLearnsThatTheJobHasFailed() throws Exception {
        CountDownLatch isFull = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("failing push");
        Stream<Bid> bids = pipeline.read("bids", Push.of(Bid.class).capacity(1));
        bids.map(bid -> {
                    isFull.await();
                    throw new IllegalStateException("broken on purpose");
                })
                .write("out", new CollectingSink<>());

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline)) {
            Ingress<Bid> in = job.ingress(bids);
            in.put(new Bid(1, 1, 1));
            while (in.offer(new Bid(1, 1, 1)) || !in.isFull()) {
                Thread.onSpinWait();
            }
            isFull.countDown();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            in.put(new Bid(2, 2, 2));
                        }
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("broken on purpose");
            assertThatThrownBy(job::await).isInstanceOf(JobFailedException.class);
        }
    }

    @Test
    void overflowPoliciesDropWhatTheySayAndCountIt() throws Exception {
        for (Push.Overflow policy : List.of(Push.Overflow.DROP_NEWEST, Push.Overflow.DROP_OLDEST)) {
            CollectingSink<Bid> out = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("drops");
            Stream<Bid> bids =
                    pipeline.read("bids", Push.of(Bid.class).capacity(3).whenFull(policy));
            bids.write("out", out);
            TestRun run = TestRun.of(pipeline).start();
            Ingress<Bid> in = run.ingress(bids);
            run.runUntilIdle();

            for (Bid bid : bids(5)) {
                in.put(bid);
            }
            assertThat(in.isFull()).isTrue();
            assertThat(run.ledger().operator("bids").held()).isEqualTo(3);
            in.close();
            run.runToEnd();

            boolean newestGoes = policy == Push.Overflow.DROP_NEWEST;
            assertThat(out.records())
                    .extracting(Bid::price)
                    .containsExactly(newestGoes ? new Long[] {0L, 1L, 2L} : new Long[] {2L, 3L, 4L});
            assertThat(run.ledger().operator("bids").dropped()).isEqualTo(2);
            assertThat(run.ledger().operator("bids").in()).isEqualTo(5);
        }
    }

    @Test
    void aFullIngressThatFailsSaysHowToAvoidIt() {
        Pipeline pipeline = Pipeline.named("fails");
        Stream<Bid> bids = pipeline.read("bids", Push.of(Bid.class).capacity(1).whenFull(Push.Overflow.FAIL));
        bids.write("out", new CollectingSink<>());
        Ingress<Bid> in = TestRun.of(pipeline).start().ingress(bids);

        assertThatThrownBy(() -> {
                    in.put(new Bid(1, 1, 1));
                    in.put(new Bid(2, 2, 2));
                })
                .hasMessage("the ingress of 'bids' is full with 1 records; slow down, raise capacity(...), or choose"
                        + " another whenFull(...) policy");
    }

    @Test
    void onTheCallersThreadResultsAreThereWhenPutReturns() throws Exception {
        CollectingSink<WindowResult<Long, Long>> out = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("here");
        Stream<Bid> bids = pipeline.read("bids", Push.of(Bid.class).eventTimeMillis(Bid::time));
        bids.keyBy(Bid::auction)
                .window(tumbling(Duration.ofMillis(10)))
                .aggregate("counts", count())
                .write("out", out);

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build();
                CallersThreadJob job = runtime.startOnCallersThread(pipeline)) {
            Ingress<Bid> in = job.ingress(bids);
            for (long time = 0; time < 10; time++) {
                in.put(new Bid(7, 1, time));
            }
            assertThat(out.records()).isEmpty();
            in.put(new Bid(7, 1, 10));
            assertThat(out.records()).extracting(WindowResult::value).containsExactly(10L);
            in.close();
            assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
            assertThat(out.records()).extracting(WindowResult::value).containsExactly(10L, 1L);
            assertThat(job.ledger().imbalances()).isEmpty();
        }
    }

    @Test
    void aFailureOnTheCallersThreadIsThrownByPut() {
        Pipeline pipeline = Pipeline.named("here");
        Stream<Bid> bids = pipeline.read("bids", Push.of(Bid.class));
        bids.map(bid -> 1 / bid.price()).write("out", new CollectingSink<>());
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build();
                CallersThreadJob job = runtime.startOnCallersThread(pipeline)) {
            Ingress<Bid> in = job.ingress(bids);

            assertThatThrownBy(() -> in.put(new Bid(1, 0, 0)))
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("at 'bids', record 0");
            assertThatThrownBy(() -> in.put(new Bid(1, 1, 0))).isInstanceOf(IllegalStateException.class);
        }
    }
}
