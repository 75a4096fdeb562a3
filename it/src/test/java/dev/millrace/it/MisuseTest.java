package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Misuse fails where the pipeline is built, with the value, the rule and the way out. */
class MisuseTest {

    @SuppressWarnings("ArrayRecordComponent") // that it is refused as a key is what is tested
    record Bid(long auction, long[] prices) {}

    private final Pipeline pipeline = Pipeline.named("misuse");

    private Stream<Bid> untimed() {
        return pipeline.read("bids", ListSource.of(new Bid(1, new long[0])));
    }

    @Test
    void aWindowNeedsATime() {
        assertThatThrownBy(() -> untimed().keyBy(Bid::auction).window(tumbling(Duration.ofSeconds(1))))
                .hasMessage("a window needs records with a time, but the source [bids] has none; add .eventTime(...),"
                        + " .sourceTime() or .processingTime() to what is read");
    }

    @Test
    void anArrayIsNoKey() {
        assertThatThrownBy(() -> untimed().keyBy(Bid::prices))
                .hasMessage("a key must have a stable hash, but key has type long[]: arrays are equal by identity only;"
                        + " use a List, or a record of its parts");
    }

    @Test
    void aRecordWithAnArrayIsNoKeyAndThePathIsNamed() {
        assertThatThrownBy(() -> untimed().keyBy(bid -> bid)).hasMessageContaining("key.prices has type long[]");
    }

    @Test
    void namesAreUnique() {
        Stream<Bid> bids = untimed();
        bids.write("out", new CollectingSink<>());
        assertThatThrownBy(() -> bids.write("out", new CollectingSink<>()))
                .hasMessage("the name 'out' is taken by 'in memory' in pipeline 'misuse'; names must be unique");
    }

    @Test
    void namesAreNotBlank() {
        assertThatThrownBy(() -> Pipeline.named(" ")).hasMessageContaining("needs a name that is not blank");
    }

    @Test
    void anOutputMustGoSomewhere() {
        untimed().map(bid -> bid);
        assertThatThrownBy(pipeline::freeze)
                .hasMessageContaining("the output of 'map-1'")
                .hasMessageContaining("goes nowhere; end it with write(name, sink)");
    }

    @Test
    void aStartedPipelineIsFrozen() {
        Stream<Bid> bids = untimed();
        bids.write("out", new CollectingSink<>());
        TestRun.of(pipeline).start();
        assertThatThrownBy(() -> bids.map(bid -> bid))
                .hasMessage("pipeline 'misuse' has been started and can no longer be changed; build a new one");
    }

    @Test
    void streamsOfTwoPipelinesDoNotMeet() {
        Stream<Bid> other = Pipeline.named("other").read("bids", ListSource.of(new Bid(1, new long[0])));
        assertThatThrownBy(() -> untimed().union(other))
                .hasMessage("streams of two pipelines cannot be united: 'misuse' and 'other'");
    }

    @Test
    void aWindowHasASize() {
        assertThatThrownBy(() -> tumbling(Duration.ZERO))
                .hasMessageContaining("must be between PT0.001S and")
                .hasMessageContaining("got PT0S");
        assertThatThrownBy(() -> tumbling(Duration.ofNanos(1_500_000))).hasMessageContaining("whole milliseconds");
    }

    @Test
    void onlyAPushedStreamHasAnIngress() {
        Stream<Bid> bids = untimed();
        bids.write("out", new CollectingSink<>());
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                var job = runtime.start(pipeline)) {
            assertThatThrownBy(() -> job.ingress(bids)).hasMessageContaining("'bids' is not read from a Push source");
        }
    }

    @Test
    void settingsHaveRanges() {
        assertThatThrownBy(() -> EmbeddedRuntime.builder().workers(0)).hasMessageContaining("between 1 and 128, got 0");
        assertThatThrownBy(() -> EmbeddedRuntime.builder().batchCapacity(0).build())
                .hasMessageContaining("got 0");
        assertThatThrownBy(() -> EmbeddedRuntime.builder().laneBatches(3).build())
                .hasMessageContaining("power of two");
        assertThatThrownBy(() -> Push.of(Bid.class).capacity(0)).hasMessageContaining("got 0");
    }

    @Test
    void aPipelineExplainsItself() {
        pipeline.read("bids", ListSource.of(new Bid(1, new long[0])).processingTime())
                .filter(bid -> bid.auction() > 0)
                .keyBy(Bid::auction)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate("counts", count())
                .write("out", new CollectingSink<>());

        assertThat(pipeline.explain().text()).isEqualTo("""
                        pipeline misuse
                          bids: list of 1 records
                          filter-1: filter(lambda in MisuseTest)  <- bids
                          keyBy-2: keyBy(Bid::auction)  <- filter-1
                          counts: tumbling PT1H: count  <- keyBy-2
                          out: in memory  <- counts
                        """);
        assertThat(pipeline.explain().mermaid())
                .startsWith("flowchart LR\n")
                .contains("n0 --> n1")
                .contains("n3[\"counts<br/>tumbling PT1H: count\"]");
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build()) {
            assertThat(runtime.explain(pipeline).text())
                    .contains("plan of misuse for 2 workers")
                    .contains("stage 1 x 2  <- keyBy-2 (by key)");
        }
    }
}
