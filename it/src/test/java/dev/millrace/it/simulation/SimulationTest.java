package dev.millrace.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.SimulationCase;
import dev.millrace.testkit.SimulationFailure;
import dev.millrace.testkit.SimulationReport;
import dev.millrace.testkit.SimulationTally;
import dev.millrace.testkit.pipelines.RandomPipelines;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Random pipelines on machines that die give what they give on machines that do not. */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("millrace.simulations", 2_000);

    @Test
    void whatComesOutDoesNotDependOnCrashes() {
        Simulation simulation = Simulation.of(RandomPipelines.ofUsualSize());
        SimulationTally tally = new SimulationTally();
        // Each run is on one thread by itself.
        List<SimulationReport> reports =
                LongStream.range(0, SEEDS).parallel().mapToObj(simulation::run).toList();
        reports.forEach(tally::add);
        System.out.println(tally);

        assertThat(tally.topologies()).containsOnlyKeys(RandomPipelines.topologies());
        assertThat(tally.crashesMin()).isGreaterThanOrEqualTo(5);
        assertThat(tally.restores())
                .as("most of the jobs that started again went on from a checkpoint")
                .isGreaterThan((tally.crashes() - tally.crashesAtStart()) / 2);
        assertThat(tally.crashesAtStart()).isPositive();
        assertThat(tally.faults()).isPositive();
    }

    @Test
    void aRunThatComesToRestBeforeItsEndFails() {
        Simulation simulation = Simulation.of(input -> {
                    ScriptedSource<Integer> endless = ScriptedSource.live(1);
                    endless.split(0).add(1, 2, 3);
                    CollectingSink<Integer> sink = new CollectingSink<>();
                    Pipeline pipeline = Pipeline.named("stalled");
                    pipeline.read("numbers", endless.eventTimeMillis(Integer::longValue))
                            .write("out", sink);
                    return SimulationCase.of("stalled", pipeline).output("out", sink::records);
                })
                .shrinkingTries(0);

        assertThatThrownBy(() -> simulation.run(1))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("has not ended");
    }

    @Test
    void aSmallCaseSurvivesEachSingleMishap() {
        SimulationTally tally = new SimulationTally();
        Simulation.of(RandomPipelines.small()).exhaust(3, tally);
        System.out.println(tally);
        assertThat(tally.runs()).isGreaterThan(100);
    }
}
