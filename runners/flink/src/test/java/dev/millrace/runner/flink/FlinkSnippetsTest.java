package dev.millrace.runner.flink;

import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;
import static dev.millrace.testkit.RunnerComparison.assertSameOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Runner;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.engine.Millrace;
import dev.millrace.testkit.SimulationCase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page of the guide shows. */
@Timeout(60)
class FlinkSnippetsTest {

    record Bid(String user, long price, Instant time) {}

    static final class Sums {

        public static Pipeline pipeline(String[] args) {
            return sums(JsonLines.in(Path.of(args[0])).as(Bid.class), JsonLines.to(Path.of(args[1])));
        }

        static Pipeline sums(Source<Bid> bids, Sink<WindowResult<String, Long>> results) {
            Pipeline pipeline = Pipeline.named("sums");
            pipeline.read("bids", bids.eventTime(Bid::time).outOfOrderBy(Duration.ofSeconds(10)))
                    .keyBy(Bid::user)
                    .window(tumbling(Duration.ofMinutes(1)))
                    .aggregate("sums", sum(Bid::price))
                    .write("results", results);
            return pipeline;
        }
    }

    private static SimulationCase sums() {
        CollectingSink<WindowResult<String, Long>> results = new CollectingSink<>();
        Pipeline pipeline = Sums.sums(ListSource.of(bids()), results);
        return SimulationCase.of("sums", pipeline).ordered("results", results::records, WindowResult::key);
    }

    private static List<Bid> bids() {
        return List.of(
                new Bid("ann", 3, Instant.ofEpochSecond(1)),
                new Bid("bob", 4, Instant.ofEpochSecond(3)),
                new Bid("ann", 5, Instant.ofEpochSecond(59)),
                new Bid("ann", 6, Instant.ofEpochSecond(60)));
    }

    @Test
    void bothRunnersGiveTheSame() throws InterruptedException {
        try (Runner embedded = Millrace.embedded();
                Runner flink = Millrace.flink(2)) {
            assertSameOn(embedded, flink, FlinkSnippetsTest::sums);
        }
    }

    @Test
    void thePipelineCanGoToACluster() {
        String[] args = {"bids.json", "results.json"};
        assertThat(FlinkRuntime.obstacles(Sums.pipeline(args))).isEmpty();
    }

    @Test
    void aJobOnFlinkIsAJob(@TempDir Path path) throws InterruptedException {
        Pipeline pipeline = Sums.sums(ListSource.of(bids()), new CollectingSink<>());
        try (FlinkRuntime flink = FlinkRuntime.local().parallelism(4).build();
                Job job = flink.start(pipeline, Checkpoints.in(path))) {
            job.await();
        }
    }
}
