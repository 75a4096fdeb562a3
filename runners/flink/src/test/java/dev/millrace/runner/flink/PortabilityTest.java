package dev.millrace.runner.flink;

import static dev.millrace.api.aggregate.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.store.Stores;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.Windows;
import dev.millrace.connector.files.Csv;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.connector.files.Lines;
import dev.millrace.connector.kafka.Kafka;
import dev.millrace.connector.kafka.KafkaFormat;
import dev.millrace.engine.EmbeddedStore;
import dev.millrace.runner.flink.Feed.Bid;
import dev.millrace.runner.flink.Feed.Item;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Flink does not have, or cannot get, is known before a job starts; and what a job there can tell. */
@Timeout(60)
class PortabilityTest {

    private static final FlinkRuntime FLINK =
            FlinkRuntime.local().parallelism(2).build();

    @AfterAll
    static void close() {
        FLINK.close();
    }

    @Test
    void everyScenarioCanBeShipped() {
        Scenarios.all().forEach((name, scenario) -> {
            Feed feed = new Feed(1);
            scenario.build(feed);
            PipelineGraph graph = feed.pipeline.freeze();
            PipelineGraph opened =
                    Shipped.of(graph, stays()).open(Thread.currentThread().getContextClassLoader());
            assertThat(opened.explain().text())
                    .as(name)
                    .isEqualTo(graph.explain().text().replace("in memory", "Nowhere"));
        });
    }

    /** Sinks of tests collect in memory, which stays here. */
    private static Packing.Staying stays() {
        return object -> object instanceof CollectingSink ? new Nowhere() : object;
    }

    @Test
    void whatIsPushedIsRefused() {
        Pipeline pipeline = Pipeline.named("pushed");
        pipeline.read("bids", Push.of(Bid.class)).write("out", new Nowhere());
        assertThat(FlinkRuntime.obstacles(pipeline))
                .containsExactly("source 'bids' is pushed by the program, which is not where Flink's tasks are; read"
                        + " files or a topic there");
        assertThatThrownBy(() -> FLINK.start(pipeline))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot run on Flink")
                .hasMessageContaining("source 'bids' is pushed");
    }

    @Test
    void storesAreRefused() {
        try (StateStore<String, Bid> store = EmbeddedStore.inMemory()) {
            Pipeline pipeline = Pipeline.named("stores");
            pipeline.read("changes", Stores.changes(store)).write("out", new Nowhere());
            assertThat(FlinkRuntime.obstacles(pipeline))
                    .singleElement()
                    .asString()
                    .startsWith("source 'changes' reads a store, which is in the process of the program");
        }
    }

    @Test
    void aTableThatIsReadFirstIsRefused() {
        Feed feed = new Feed(1);
        feed.write(
                "out",
                feed.bids()
                        .asOf("as-of", feed.items().keyBy(Item::id).versioned(), Bid::item)
                        .bootstrapFirst()
                        .inner((bid, item) -> bid + " " + item));
        assertThatThrownBy(() -> FLINK.start(feed.pipeline))
                .hasMessageContaining("join 'as-of' reads its table to the end before its stream")
                .hasMessageContaining("join as of the time of the stream there");
    }

    /** A sink of a user's, that can go anywhere. */
    private record Nowhere() implements Sink<Object> {

        @Override
        public SinkWriter<Object> open(WriterContext context) {
            return records -> {};
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.AT_LEAST_ONCE;
        }
    }

    private static final class Rates {
        private final long ofBids = Long.parseLong("3");

        long of(Bid bid) {
            return bid.price() * ofBids;
        }
    }

    private final long lowest = Long.parseLong("10");

    @Test
    void aCapturedObjectThatCannotBeShippedIsNamed() {
        Rates rates = new Rates();
        Pipeline pipeline = Pipeline.named("capturing");
        pipeline.read("bids", ListSource.of(new Feed(1).bidList()).eventTime(Bid::at))
                .map(bid -> rates.of(bid) + 1)
                .write("out", new Nowhere());
        assertThat(FlinkRuntime.obstacles(pipeline))
                .singleElement()
                .asString()
                .matches("'map-1': the function at PortabilityTest\\.java:\\d+ captures 'rates', and .*")
                .endsWith(Rates.class.getName()
                        + " is neither serializable nor a record; make it one, or make it where it is used");
    }

    @Test
    void aFunctionThatUsesAFieldCapturesItsObject() {
        Pipeline pipeline = Pipeline.named("capturing");
        pipeline.read("bids", ListSource.of(new Feed(1).bidList()).eventTime(Bid::at))
                .filter(bid -> bid.price() > lowest)
                .write("out", new Nowhere());
        assertThat(FlinkRuntime.obstacles(pipeline))
                .singleElement()
                .asString()
                .matches(
                        "'filter-1': the function at PortabilityTest\\.java:\\d+ captures 'this', whose fields or methods it"
                                + " uses, and .*");
    }

    @Test
    void aMethodOfAnObjectThatCannotBeShippedIsNamed() {
        Rates rates = new Rates();
        Pipeline pipeline = Pipeline.named("capturing");
        pipeline.read("bids", ListSource.of(new Feed(1).bidList()).eventTime(Bid::at))
                .map(rates::of)
                .write("out", new Nowhere());
        assertThat(FlinkRuntime.obstacles(pipeline))
                .singleElement()
                .asString()
                .startsWith(
                        "'map-1': the function PortabilityTest$Rates::of in PortabilityTest captures the object whose"
                                + " method it is, and ");
    }

    @Test
    void ofSeveralVariablesTheOneThatCannotBeShippedIsNamed() {
        long before = 1;
        double factor = 2;
        Rates rates = new Rates();
        Pipeline pipeline = Pipeline.named("capturing");
        pipeline.read("bids", ListSource.of(new Feed(1).bidList()).eventTime(Bid::at))
                .map(bid -> before + factor * rates.of(bid))
                .write("out", new Nowhere());
        assertThat(FlinkRuntime.obstacles(pipeline)).singleElement().asString().contains(" captures 'rates', and ");
    }

    @Test
    void filesTopicsAndTheConsoleCanBeShipped(@TempDir Path directory) {
        Pipeline pipeline = Pipeline.named("connectors");
        Kafka kafka = Kafka.at("127.0.0.1:9092");
        Stream<Bid> bids = pipeline.read("json", JsonLines.in(directory).as(Bid.class))
                .union(
                        pipeline.read("csv", Csv.in(directory).as(Bid.class)),
                        pipeline.read("topic", kafka.topics("bids").values(KafkaFormat.json(Bid.class))));
        bids.write("to-json", JsonLines.to(directory.resolve("out.json")));
        bids.write("to-csv", Csv.to(directory.resolve("out.csv")));
        bids.write("to-topic", kafka.to("out", KafkaFormat.json(Bid.class)));
        bids.write("lines", Console.lines());
        bids.map(Bid::user).write("table", Console.table());
        pipeline.read("text", Lines.in(directory)).write("to-text", Lines.to(directory.resolve("out.txt")));
        assertThat(FlinkRuntime.obstacles(pipeline)).isEmpty();
    }

    @Test
    void aPipelineThatCanBeShippedHasNoObstacles() {
        AtomicLong factor = new AtomicLong(3);
        Pipeline pipeline = Pipeline.named("fine");
        pipeline.read("bids", ListSource.of(new Feed(1).bidList()).eventTime(Bid::at))
                .map(bid -> bid.price() * factor.get())
                .write("out", new Nowhere());
        assertThat(FlinkRuntime.obstacles(pipeline)).isEmpty();
    }

    @Test
    void aFailureSaysWhatItSaysOnTheEmbeddedEngine() throws InterruptedException {
        Pipeline pipeline = Pipeline.named("failing");
        pipeline.read("bids", ListSource.of(List.of(4L, 2L, 0L, 1L)))
                .map(number -> 8 / number)
                .write("out", new CollectingSink<>());
        try (Job job = FLINK.start(pipeline)) {
            assertThatThrownBy(job::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessage("job 'failing' failed in 'map-1' at 'bids', split 0, position 2: ArithmeticException: /"
                            + " by zero");
            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        }
    }

    @Test
    void theLedgerAccountsForEveryRecord() throws InterruptedException {
        Feed feed = new Feed(5);
        feed.write(
                "out",
                feed.disorderly()
                        .filter(bid -> bid.price() > 100)
                        .keyBy(Bid::user)
                        .window(Windows.tumbling(Feed.DISORDER))
                        .aggregate("sums", sum(Bid::price)));
        try (Job job = FLINK.start(feed.pipeline)) {
            job.await();
            Ledger ledger = job.ledger();
            assertThat(ledger.imbalances()).isEmpty();
            assertThat(ledger.operator("bids").in()).isEqualTo(feed.bidList().size());
            assertThat(ledger.operator("filter-1").filtered()).isPositive();
            assertThat(ledger.operator("sums").late()).isPositive();
            assertThat(ledger.operator("out").in())
                    .isEqualTo(feed.results().get("out").size());
        }
    }

    @Test
    void whatAJobOnFlinkCannotTellItSays() throws InterruptedException {
        Feed feed = new Feed(6);
        feed.write("out", feed.bids());
        try (Job job = FLINK.start(feed.pipeline)) {
            assertThatThrownBy(job::pause)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("pause() of job")
                    .hasMessageContaining("use stopWithSavepoint()");
            assertThatThrownBy(job::savepoint)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("keeps no checkpoints");
            job.await();
        }
    }
}
