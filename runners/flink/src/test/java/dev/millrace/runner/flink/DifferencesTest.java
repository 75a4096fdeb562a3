package dev.millrace.runner.flink;

import static dev.millrace.api.aggregate.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.SplitDiscovery;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.job.Runner;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.storage.DirectoryStorage;
import dev.millrace.runner.flink.Feed.Bid;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every difference that the guide names, and that is not shown by {@link PortabilityTest}, on both runners. */
@Timeout(60)
class DifferencesTest {

    private static final FlinkRuntime FLINK =
            FlinkRuntime.local().parallelism(2).build();
    private static final EmbeddedRuntime EMBEDDED =
            EmbeddedRuntime.builder().workers(2).build();

    @AfterAll
    static void close() {
        FLINK.close();
        EMBEDDED.close();
    }

    /** Tasks are called workers there, and have a name. */
    @Test
    void whatOnlyTheEmbeddedRuntimeCanBeTold() {
        Set<String> settings = settingsOf(EmbeddedRuntime.Builder.class);
        settings.removeAll(settingsOf(FlinkRuntime.Builder.class));
        assertThat(settings)
                .containsExactly("clock", "flightRecorder", "laneBatches", "longCall", "memory", "name", "workers");
    }

    private static Set<String> settingsOf(Class<?> builder) {
        return Arrays.stream(builder.getMethods())
                .filter(method -> method.getReturnType() == builder)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void checkpointsNeedADirectory(@TempDir Path directory) throws Exception {
        Feed feed = new Feed(1);
        feed.write("out", feed.bids());
        Checkpoints checkpoints = Checkpoints.in(DirectoryStorage.open(directory));
        assertThatThrownBy(() -> FLINK.start(feed.pipeline, checkpoints))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Flink keeps checkpoints in a directory");
    }

    @Test
    void aJobThatHasEndedBeginsAnew(@TempDir Path directory) throws InterruptedException {
        assertThat(runTwice(EMBEDDED, directory.resolve("embedded"))).isEqualTo(3);
        assertThat(runTwice(FLINK, directory.resolve("flink"))).isEqualTo(6);
    }

    /** Returns how many records have come out. */
    private static int runTwice(Runner runner, Path directory) throws InterruptedException {
        CollectingSink<Long> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("twice");
        pipeline.read("numbers", ListSource.of(List.of(1L, 2L, 3L))).write("out", sink);
        Checkpoints checkpoints = Checkpoints.in(directory).every(Duration.ofMillis(50));
        for (int i = 0; i < 2; i++) {
            try (Job job = runner.start(pipeline, checkpoints)) {
                job.await();
            }
            // Flink deletes them after it has said that the job has ended.
            while (FlinkCheckpoints.of(checkpoints).newest().isPresent()) {
                Thread.onSpinWait();
            }
        }
        return sink.records().size();
    }

    /** A source without records that ends when it may. */
    private record Waiting(BooleanSupplier isOver) implements Source<Long>, Split<Long>, SourceReader<Long> {

        @Override
        public List<? extends Split<Long>> splits() {
            return List.of(this);
        }

        @Override
        public boolean isReplayable() {
            return true;
        }

        @Override
        public String id() {
            return "waiting";
        }

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public SourceReader<Long> open(ReaderContext context, byte @Nullable [] position) {
            return this;
        }

        @Override
        public Status read(RecordCollector<Long> out) {
            return isOver.getAsBoolean() ? Status.END : Status.UNAVAILABLE;
        }

        @Override
        public byte[] position() {
            return new byte[0];
        }

        @Override
        public void close() {}
    }

    @Test
    void withoutCheckpointsSinksCommitAtTheirOwnEnds() throws InterruptedException {
        AtomicBoolean isCommitted = new AtomicBoolean();
        AtomicBoolean wasCommitted = new AtomicBoolean();
        runBeside(EMBEDDED, isCommitted, () -> {
            wasCommitted.set(isCommitted.get());
            return true;
        });
        assertThat(isCommitted).isTrue();
        assertThat(wasCommitted).isFalse();
        // It would not end if the other sink waited for it.
        AtomicBoolean isAlone = new AtomicBoolean();
        runBeside(FLINK, isAlone, isAlone::get);
        assertThat(isAlone).isTrue();
    }

    /** Says when it commits. */
    private record Committing(AtomicBoolean isCommitted) implements Sink<Long> {

        @Override
        public SinkWriter<Long> open(WriterContext context) {
            return new SinkWriter<>() {

                @Override
                public void write(Records<Long> records) {}

                @Override
                public void commit(long epoch, byte[] prepared) {
                    isCommitted.set(true);
                }
            };
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.TRANSACTIONAL;
        }
    }

    private static void runBeside(Runner runner, AtomicBoolean isCommitted, BooleanSupplier isOtherOver)
            throws InterruptedException {
        Pipeline pipeline = Pipeline.named("beside");
        pipeline.read("numbers", ListSource.of(List.of(1L, 2L, 3L))).write("out", new Committing(isCommitted));
        pipeline.read("waiting", new Waiting(isOtherOver)).write("nothing", new CollectingSink<>());
        try (Job job = runner.start(pipeline)) {
            job.await();
        }
    }

    @Test
    void aSplitThatAppearsAsTheLastOneEndsIsLeftForTheNextStart() throws InterruptedException {
        Appearing source = new Appearing(new AtomicBoolean());
        assertThat(read(source)).containsExactly("first");
        assertThat(read(source)).containsExactlyInAnyOrder("first", "second");
    }

    private static List<String> read(Source<String> source) throws InterruptedException {
        CollectingSink<String> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("appearing");
        pipeline.read("splits", source).write("out", sink);
        try (Job job = FLINK.start(pipeline)) {
            job.await();
        }
        return sink.records();
    }

    /** A record in each of its splits, its name; the second one is there once the first has come to its end. */
    private record Appearing(AtomicBoolean isFirstOver) implements Source<String> {

        @Override
        public List<? extends Split<String>> splits() {
            One first = new One("first", isFirstOver);
            return isFirstOver.get() ? List.of(first, new One("second", isFirstOver)) : List.of(first);
        }

        @Override
        public SplitDiscovery<String> discover(List<? extends Split<String>> known, ReaderContext context) {
            return () -> known.size() == 1 && isFirstOver.get() ? List.of(new One("second", isFirstOver)) : List.of();
        }

        @Override
        public boolean isReplayable() {
            return true;
        }
    }

    private record One(String id, AtomicBoolean isOver) implements Split<String> {

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public SourceReader<String> open(ReaderContext context, byte @Nullable [] position) {
            AtomicBoolean isRead = new AtomicBoolean();
            return new SourceReader<>() {

                @Override
                public Status read(RecordCollector<String> out) {
                    if (isRead.compareAndSet(false, true)) {
                        out.collect(id, 0);
                        return Status.DATA;
                    }
                    isOver.set(true);
                    return Status.END;
                }

                @Override
                public byte[] position() {
                    return new byte[0];
                }

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void theLedgerHasNoConnections() throws InterruptedException {
        assertThat(ledger(EMBEDDED).edges()).isNotEmpty();
        Ledger ledger = ledger(FLINK);
        assertThat(ledger.edges()).isEmpty();
        assertThat(ledger.operators()).hasSameSizeAs(ledger(EMBEDDED).operators());
    }

    private static Ledger ledger(Runner runner) throws InterruptedException {
        Feed feed = new Feed(2);
        feed.writeEnd("sums", feed.bids().keyBy(Bid::user).aggregate("sums", sum(Bid::price)));
        try (Job job = runner.start(feed.pipeline)) {
            job.await();
            return job.ledger();
        }
    }

    @Test
    void aJoinThatKeepsOneSideBackOnTheEmbeddedEngineGivesTheSame() throws InterruptedException {
        assertThat(Feed.run(FLINK, DifferencesTest::leading, 3))
                .isEqualTo(Feed.run(EMBEDDED, DifferencesTest::leading, 3));
    }

    private static void leading(Feed feed) {
        feed.write(
                "out",
                feed.bids()
                        .join("joined", feed.items())
                        .on(Bid::item, Feed.Item::id)
                        .between(Duration.ofSeconds(1), Duration.ofSeconds(1))
                        .lead(Duration.ofSeconds(1))
                        .inner((bid, item) -> bid + " " + item));
    }
}
