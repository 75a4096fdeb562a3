package dev.millrace.runner.flink;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.Runner;
import dev.millrace.api.job.Savepoint;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.Windows;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.runner.flink.Feed.Bid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was read before a checkpoint is not read again, and what was written after it is not written twice. */
@Timeout(60)
class RecoveryTest {

    private static final int RECORDS = 4_000;
    private static final int RATE = 2_000;
    private static final FlinkRuntime TWO = FlinkRuntime.local().parallelism(2).build();
    private static final FlinkRuntime THREE =
            FlinkRuntime.local().parallelism(3).build();

    /** Seen by functions that were shipped: they find it by its class. */
    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

    private static final AtomicInteger SEEN = new AtomicInteger();
    private static volatile CountDownLatch halfRead = new CountDownLatch(1);

    @AfterAll
    static void close() {
        TWO.close();
        THREE.close();
    }

    /** Everything with state, on several splits. */
    private static final class Everything {

        final Pipeline pipeline = Pipeline.named("everything");
        final Map<String, CollectingSink<Object>> sinks = new LinkedHashMap<>();

        Everything(boolean isSlow) {
            List<Bid> all = new Feed(7).bidList(RECORDS);
            List<List<Bid>> splits = new ArrayList<>();
            for (int split = 0; split < 5; split++) {
                splits.add(new ArrayList<>());
            }
            for (int i = 0; i < all.size(); i++) {
                splits.get(i % 5).add(all.get(i));
            }
            ListSource<Bid> list = ListSource.ofSplits(splits);
            Stream<Bid> bids = pipeline.read(
                            "bids",
                            (isSlow ? list.rateLimit(RATE) : list)
                                    .eventTime(Bid::at)
                                    .outOfOrderBy(Duration.ofSeconds(20)))
                    .peek(bid -> onRecord());
            write(
                    "tumbling",
                    bids.keyBy(Bid::user)
                            .window(Windows.tumbling(Duration.ofSeconds(30)))
                            .aggregate("tumbling", sum(Bid::price)));
            write(
                    "sliding",
                    bids.keyBy(Bid::item)
                            .window(Windows.sliding(Duration.ofSeconds(50), Duration.ofSeconds(10)))
                            .aggregate("sliding", collect(Bid::price)));
            write(
                    "sessions",
                    bids.keyBy(Bid::item)
                            .window(Windows.session(Duration.ofMillis(700)))
                            .aggregate("sessions", count()));
            write("function", bids.keyBy(Bid::user).process("function", new SumUntilQuiet(Duration.ofMillis(500))));
            write(
                    "join",
                    bids.join("join", bids.filter(bid -> bid.price() > 900))
                            .on(Bid::item, Bid::item)
                            .between(Duration.ofSeconds(2), Duration.ZERO)
                            .leftOuter((bid, dear) -> bid + " " + dear));
            write(
                    "pattern",
                    bids.keyBy(Bid::user)
                            .match(
                                    "pattern",
                                    Pattern.<Bid>begin("low", bid -> bid.price() < 100)
                                            .followedBy("high", bid -> bid.price() > 900)
                                            .within(Duration.ofSeconds(30))));
        }

        private void write(String name, Stream<?> results) {
            CollectingSink<Object> sink = new CollectingSink<>();
            sinks.put(name, sink);
            results.map(result -> (Object) result.toString().replaceAll("closedBy=\\w+", ""))
                    .write(name + "-out", sink);
        }

        Map<String, List<String>> results() {
            Map<String, List<String>> results = new LinkedHashMap<>();
            sinks.forEach((name, sink) -> results.put(
                    name, sink.records().stream().map(Object::toString).sorted().toList()));
            return results;
        }
    }

    private static void onRecord() {
        if (SEEN.incrementAndGet() >= RECORDS / 2) {
            halfRead.countDown();
            if (FAILURES_LEFT.getAndDecrement() > 0) {
                throw new IllegalStateException("thrown for the test");
            }
        }
    }

    private static void reset(int failures) {
        SEEN.set(0);
        FAILURES_LEFT.set(failures);
        halfRead = new CountDownLatch(1);
    }

    private static Map<String, List<String>> expected() throws InterruptedException {
        reset(0);
        Everything everything = new Everything(false);
        try (EmbeddedRuntime embedded = EmbeddedRuntime.builder().workers(2).build();
                Job job = embedded.start(everything.pipeline)) {
            job.await();
        }
        assertThat(everything.results().values()).noneMatch(List::isEmpty);
        return everything.results();
    }

    private static Checkpoints checkpoints(Path directory) {
        return Checkpoints.in(directory).every(Duration.ofMillis(100)).require(Guarantee.EXACTLY_ONCE);
    }

    @Test
    void aJobThatFailsGoesBackToItsCheckpoint(@TempDir Path directory) throws InterruptedException {
        Map<String, List<String>> expected = expected();
        reset(2);
        Everything everything = new Everything(true);
        try (Job job = TWO.start(everything.pipeline, checkpoints(directory))) {
            job.await();
        }
        assertThat(FAILURES_LEFT.get()).as("it has failed").isNegative();
        assertThat(everything.results()).isEqualTo(expected);
    }

    @Test
    void aStoppedJobGoesOnWithMoreTasks(@TempDir Path directory) throws InterruptedException {
        assertGoesOn(TWO, THREE, directory);
    }

    @Test
    void aStoppedJobGoesOnWithFewerTasks(@TempDir Path directory) throws InterruptedException {
        assertGoesOn(THREE, TWO, directory);
    }

    private static void assertGoesOn(Runner before, Runner after, Path directory) throws InterruptedException {
        Map<String, List<String>> expected = expected();
        reset(0);
        Everything everything = new Everything(true);
        try (Job job = before.start(everything.pipeline, checkpoints(directory))) {
            assertThat(halfRead.await(30, TimeUnit.SECONDS)).isTrue();
            Savepoint savepoint =
                    job.stopWithSavepoint("half").await(Duration.ofSeconds(30)).orElseThrow();
            job.await();
            assertThat(job.status()).isEqualTo(JobStatus.STOPPED);
            assertThat(savepoint.epoch()).isPositive();
        }
        int seenBefore = SEEN.get();
        assertThat(seenBefore).as("it was stopped on its way").isLessThan(RECORDS);
        try (Job job = after.start(everything.pipeline, checkpoints(directory))) {
            job.await();
        }
        assertThat(SEEN.get()).as("each record was read once").isEqualTo(RECORDS);
        assertThat(everything.results()).isEqualTo(expected);
    }
}
