package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The code of the page about testing. */
class TestingSnippetsTest {

    record Bid(long auction, Instant time) {}

    // snippet: test
    @Test
    void theLastWindowClosesThoughNothingMoreComes() {
        ScriptedSource<Bid> bids = ScriptedSource.live(1);
        CollectingSink<WindowResult<Long, Long>> counts = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("counts");
        pipeline.read("bids", bids.eventTime(Bid::time))
                .keyBy(Bid::auction)
                .window(tumbling(Duration.ofMinutes(1)))
                .aggregate("counts", count())
                .write("out", counts);

        TestRun run = TestRun.of(pipeline).workers(3).seed(42).start();
        bids.split(0).add(new Bid(7, run.clock().instant()));
        run.runUntilIdle();
        assertThat(counts.records()).isEmpty();

        run.advance(Duration.ofMinutes(1)); // an hour would take as little time
        assertThat(counts.records()).singleElement().satisfies(result -> {
            assertThat(result.value()).isEqualTo(1);
            assertThat(result.closedBy()).isEqualTo(ClosedBy.SILENCE);
        });
        assertThat(run.ledger().operator("counts").held()).isZero();
    }
    // end
}
