package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.SimulationCase;
import dev.millrace.testkit.SimulationInput;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
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

    // snippet: simulation
    @Test
    void crashesChangeNothing() {
        Simulation simulation = Simulation.of(TestingSnippetsTest::counts).crashes(6);
        for (long seed = 0; seed < 50; seed++) {
            simulation.run(seed); // fails with the seed, what follows from it, and a smaller case
        }
    }

    private static SimulationCase counts(SimulationInput input) {
        CollectingSink<WindowResult<Long, Long>> counts = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("counts");
        pipeline.read("bids", ListSource.of(input.records(bids(input.random()))).eventTime(Bid::time))
                .keyBy(Bid::auction)
                .window(tumbling(Duration.ofMinutes(1)))
                .aggregate("counts", count())
                .write("out", counts);
        return SimulationCase.of("counts", pipeline).output("out", counts::records);
    }
    // end

    private static List<Bid> bids(Random random) {
        return Stream.iterate(Instant.EPOCH, time -> time.plusSeconds(random.nextInt(9)))
                .limit(random.nextInt(500))
                .map(time -> new Bid(random.nextInt(5), time))
                .toList();
    }
}
